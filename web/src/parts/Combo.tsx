import { KeyboardEvent, useEffect, useId, useMemo, useRef, useState } from "react";

import { matches } from "../format";

export interface Option {
  value: string;
  text: string; // what is typed and searched
  detail?: string;
}

interface Props {
  id: string;
  label: string;
  value: string; // the text shown
  onText: (text: string) => void;
  onPick?: (option: Option) => void;
  options: Option[] | ((query: string) => Promise<Option[]>);
  required?: boolean;
  disabled?: boolean;
  placeholder?: string;
  describedBy?: string;
  invalid?: boolean;
  onKeyDown?: (event: KeyboardEvent<HTMLInputElement>) => void;
}

const most = 12;
const patience = 150;

// A text field that completes what is typed. Typing goes on undisturbed, also through an input
// method: the list only offers, and Enter takes what is marked in it.
export function Combo(props: Props) {
  const list = useId();
  const [open, setOpen] = useState(false);
  const [at, setAt] = useState(-1);
  const [found, setFound] = useState<Option[]>([]);
  const query = props.value.trim();
  const options = props.options;
  const latest = useRef(0);

  const local = useMemo(
    () => (Array.isArray(options) ? options.filter((one) => matches(one.text + " " + (one.detail ?? ""), query)) : null),
    [options, query],
  );
  useEffect(() => {
    if (!open || typeof options !== "function") return;
    const mine = ++latest.current;
    const timer = setTimeout(() => {
      options(query).then((answer) => mine === latest.current && setFound(answer), () => setFound([]));
    }, patience);
    return () => clearTimeout(timer);
    // eslint-disable-next-line
  }, [query, open]);

  const shown = (local ?? found).slice(0, most).filter((one) => one.text !== query || props.onPick);
  const visible = open && shown.length > 0;
  const take = (option: Option) => {
    setOpen(false);
    setAt(-1);
    if (props.onPick) props.onPick(option);
    else props.onText(option.text);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      setOpen(true);
      const step = event.key === "ArrowDown" ? 1 : -1;
      setAt((before) => (before + step + shown.length + 1) % (shown.length + 1));
      return;
    }
    const marked = visible ? shown[at] : undefined;
    if (event.key === "Enter" && marked && !event.ctrlKey) {
      event.preventDefault();
      take(marked);
      if (props.onPick) return;
    }
    if (event.key === "Escape" && visible) {
      event.preventDefault();
      event.stopPropagation();
      setOpen(false);
      return;
    }
    props.onKeyDown?.(event);
  };
  return (
    <div className="combo">
      <input
        id={props.id}
        type="text"
        role="combobox"
        autoComplete="off"
        spellCheck={false}
        aria-expanded={visible}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={visible && shown[at] ? `${list}-${at}` : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid || undefined}
        aria-required={props.required || undefined}
        value={props.value}
        disabled={props.disabled}
        placeholder={props.placeholder}
        onChange={(event) => {
          props.onText(event.target.value);
          setOpen(true);
          setAt(props.onPick ? 0 : -1);
        }}
        onFocus={() => props.onPick && setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={keys}
      />
      <ul id={list} role="listbox" aria-label={props.label} hidden={!visible}>
        {visible &&
          shown.map((one, index) => (
            <li
              key={one.value}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === at}
              onPointerDown={(event) => {
                event.preventDefault();
                take(one);
              }}
            >
              {one.text}
              {one.detail && <small>{one.detail}</small>}
            </li>
          ))}
      </ul>
    </div>
  );
}
