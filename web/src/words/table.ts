// Words by name: in Vietnamese, in English. {0} stands for a value.
export type Table = Record<string, readonly [string, string]>;
