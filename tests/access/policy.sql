-- A second model of who may do what, in another notation than src/access: facts by duty (the code
-- lists by act) and one query. Written from the prose of docs and headers, not from act.cc; where
-- the two differ one of them is wrong (src/access/policy_matrix_test.cc runs both side by side).

CREATE TABLE may (duty TEXT, act TEXT, PRIMARY KEY (duty, act)) WITHOUT ROWID;
CREATE TABLE bears (act TEXT PRIMARY KEY, how TEXT) WITHOUT ROWID;  -- 'read' or 'write'; the rest bear no label
CREATE TABLE at (act TEXT, state TEXT, PRIMARY KEY (act, state)) WITHOUT ROWID;
CREATE TABLE not_own (act TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE by_two (act TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE by_two_duties (act TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE apart (a TEXT, b TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE standing (duty TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE duty (bit INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE words (list TEXT, kind TEXT, key TEXT);

INSERT INTO duty VALUES (0, 'officer'), (1, 'registrar'), (2, 'keeper'), (3, 'authority'),
  (4, 'security'), (5, 'auditor'), (6, 'admin');

-- What every duty that works with documents may do.
INSERT INTO words SELECT 'document.read document.search copy.request take_out.request '
  || 'destroy.emergency incident.open break_glass.open', 'may', name FROM duty
  WHERE name NOT IN ('auditor', 'admin');
INSERT INTO words SELECT 'document.print deadlines.read', 'may', name FROM duty
  WHERE name NOT IN ('auditor', 'admin');
-- Everyone knows who works here, and has a password of his own.
INSERT INTO words SELECT 'people.read password.change', 'may', name FROM duty;

INSERT INTO words VALUES
-- The officer writes and asks.
('document.draft document.amend document.propose document.link provide.request meeting.plan',
 'may', 'officer'),
-- The registrar writes too, and what enters or leaves the books, the stamps and the post is his.
('document.draft document.amend document.propose document.link provide.request meeting.plan '
 || 'document.issue document.receive document.discrepancy copy.send copy.hand_over copy.lend '
 || 'copy.take_back copy.give_back copy.recall copy.make take_out.leave take_out.return '
 || 'provide.deliver meeting.close declassify.expire notice.send notice.receive '
 || 'destroy.carry_out book.open book.close book.unlock book.void ledger.checkpoint',
 'may', 'registrar'),
-- The keeper has the store: in, out, lost, found, counted, proposed for its end.
('copy.hand_over copy.lend copy.take_back copy.lost copy.found copy.make take_out.leave '
 || 'take_out.return meeting.close destroy.propose destroy.carry_out archive.hand_over '
 || 'stocktake.open stocktake.scan stocktake.close', 'may', 'keeper'),
-- The head and deputies decide.
('document.draft document.amend document.propose meeting.plan document.determine '
 || 'document.refuse copy.recall copy.allow copy.refuse take_out.allow take_out.refuse '
 || 'provide.allow provide.refuse meeting.allow meeting.refuse term.extend level.change '
 || 'declassify.council declassify.decide declassify.off_list review.decide destroy.council '
 || 'destroy.decide incident.close incident.reopen unit.add duty.assign duty.end need.grant '
 || 'need.revoke delegation.grant delegation.revoke break_glass.review list.load setting.set',
 'may', 'authority'),
-- What touches the machine, the keys or the whole ledger is agreed between two who do not do the
-- same work: the administrator or the auditor, and the head or the security officer.
('clock.approve backup.make backup.restore key.change ledger.export', 'may', 'authority'),
('clock.approve backup.make', 'may', 'security'),
('document.free', 'may', 'authority'),
-- The security officer says whom a secret may reach.
('copy.recall copy.lost copy.found incident.close incident.reopen unit.add person.add '
 || 'person.amend person.leave person.close card.bind card.end clearance.grant '
 || 'clearance.revoke need.grant '
 || 'need.revoke break_glass.review list.load setting.set', 'may', 'security'),
-- What scans of the agency's machines found: brought in by who writes the books, decides or guards;
-- decided by the last two; that it is a document of the books is known to all three.
('finding.import finding.read finding.register', 'may', 'registrar'),
('finding.import finding.read finding.register finding.decide', 'may', 'authority'),
('finding.import finding.read finding.register finding.decide', 'may', 'security'),
-- What audits of the agency's computers found is brought in and answered for by the same three; it
-- is closed, and devices are let in or shut out, by who decides or guards.
('audit.import audit.read audit.answer', 'may', 'registrar'),
('audit.import audit.read audit.answer audit.close device.mark', 'may', 'authority'),
('audit.import audit.read audit.answer audit.close device.mark', 'may', 'security'),
-- What stands in the registers kept before is taken over by who keeps the new ones, and taken back
-- by him; it is seen by all who keep or answer for books.
('intake.import intake.read intake.undo', 'may', 'registrar'),
('intake.read', 'may', 'keeper'), ('intake.read', 'may', 'authority'),
-- A list leaves as a file by whoever keeps the books.
('list.export', 'may', 'registrar'), ('list.export', 'may', 'keeper'),
('list.export', 'may', 'authority'),
('ledger.read ledger.checkpoint ledger.export', 'may', 'auditor'),
('ledger.checkpoint clock.approve backup.make backup.restore key.change', 'may', 'admin'),

('document.read document.search document.print finding.read intake.read audit.read', 'bears', 'read'),
('finding.import finding.decide finding.register intake.import intake.undo', 'bears', 'write'),
('audit.import audit.answer audit.close device.mark', 'bears', 'write'),
('document.draft document.amend document.propose document.determine document.refuse '
 || 'document.issue document.receive document.discrepancy document.link document.free copy.send '
 || 'copy.hand_over copy.lend copy.take_back copy.give_back copy.recall copy.lost copy.found '
 || 'copy.request copy.allow copy.refuse copy.make take_out.request take_out.allow '
 || 'take_out.refuse take_out.leave take_out.return provide.request provide.allow '
 || 'provide.refuse provide.deliver meeting.plan meeting.allow meeting.refuse meeting.close '
 || 'term.extend level.change declassify.council declassify.decide declassify.off_list '
 || 'declassify.expire notice.send notice.receive review.decide destroy.propose '
 || 'destroy.council destroy.decide destroy.carry_out destroy.emergency archive.hand_over '
 || 'stocktake.open stocktake.scan stocktake.close incident.open incident.close '
 || 'incident.reopen', 'bears', 'write'),

-- States: a thing is made, worked on, decided, in force, ended.
('document.draft document.receive meeting.plan destroy.propose stocktake.open book.open '
 || 'incident.open', 'at', 'new'),
('document.amend document.propose document.link document.read document.search', 'at', 'draft'),
('document.determine document.refuse document.link document.read document.search destroy.decide',
 'at', 'proposed'),
('document.issue document.link document.read document.search copy.make take_out.leave '
 || 'provide.deliver meeting.close destroy.carry_out', 'at', 'decided'),
('document.discrepancy document.link document.read document.search copy.send copy.hand_over '
 || 'copy.lend copy.take_back copy.give_back copy.recall copy.lost copy.request '
 || 'take_out.request take_out.return provide.request term.extend level.change '
 || 'declassify.council declassify.off_list declassify.expire notice.send notice.receive '
 || 'review.decide destroy.emergency archive.hand_over', 'at', 'in_force'),
('copy.allow copy.refuse take_out.allow take_out.refuse provide.allow provide.refuse '
 || 'meeting.allow meeting.refuse declassify.decide destroy.council destroy.decide '
 || 'stocktake.scan stocktake.close book.close book.void incident.close unit.add person.add '
 || 'person.amend person.leave person.close duty.assign duty.end clearance.grant '
 || 'clearance.revoke need.grant need.revoke delegation.grant delegation.revoke '
 || 'break_glass.open break_glass.review list.load setting.set ledger.read '
 || 'ledger.checkpoint ledger.export clock.approve backup.make backup.restore key.change',
 'at', 'open'),
('finding.import intake.import audit.import', 'at', 'new'),
('audit.read audit.answer audit.close device.mark', 'at', 'open'),
('audit.read audit.answer audit.close', 'at', 'proposed'), ('audit.read audit.close', 'at', 'closed'),
('intake.read intake.undo', 'at', 'open'), ('intake.read', 'at', 'ended'),
('finding.read finding.decide finding.register', 'at', 'open'),
('finding.read finding.decide finding.register', 'at', 'closed'),
('book.unlock incident.reopen', 'at', 'closed'),
('document.read document.search notice.send archive.hand_over', 'at', 'released'),
('document.read document.search copy.found', 'at', 'ended'),

('document.print', 'at', 'draft'), ('document.print', 'at', 'proposed'),
('document.print', 'at', 'decided'), ('document.print', 'at', 'in_force'),
('document.print', 'at', 'released'), ('document.print', 'at', 'ended'),
('document.free', 'at', 'draft'), ('document.free', 'at', 'proposed'),
('document.free', 'at', 'decided'), ('document.free', 'at', 'in_force'),
('deadlines.read people.read list.export password.change card.bind card.end', 'at', 'open'),

-- Who asked, or whom it is about, does not decide.
('copy.allow copy.refuse take_out.allow take_out.refuse provide.allow provide.refuse '
 || 'meeting.allow meeting.refuse destroy.council destroy.decide duty.assign clearance.grant '
 || 'need.grant delegation.grant break_glass.review document.free', 'not_own', ''),
-- What cannot be undone, or opens what was shut, wants two.
('destroy.carry_out book.unlock incident.reopen clearance.grant', 'by_two', ''),
('ledger.export clock.approve backup.make backup.restore key.change', 'by_two_duties', '');

CREATE TABLE word AS
  WITH RECURSIVE split (word, rest, kind, key) AS (
    SELECT '', list || ' ', kind, key FROM words
    UNION ALL
    SELECT substr(rest, 1, instr(rest, ' ') - 1), substr(rest, instr(rest, ' ') + 1), kind, key
    FROM split WHERE rest <> '')
  SELECT word, kind, key FROM split WHERE word <> '';
INSERT INTO may SELECT key, word FROM word WHERE kind = 'may';
INSERT INTO bears SELECT word, key FROM word WHERE kind = 'bears';
INSERT INTO at SELECT word, key FROM word WHERE kind = 'at';
INSERT INTO not_own SELECT word FROM word WHERE kind = 'not_own';
INSERT INTO by_two SELECT word FROM word WHERE kind = 'by_two';
INSERT INTO by_two_duties SELECT word FROM word WHERE kind = 'by_two_duties';

-- The auditor and the administrator hold nothing else; the security officer only works as an
-- ordinary officer besides.
INSERT INTO apart SELECT a.name, b.name FROM duty a, duty b WHERE a.name <> b.name AND (
  a.name IN ('auditor', 'admin') OR b.name IN ('auditor', 'admin')
  OR (a.name = 'security' AND b.name <> 'officer')
  OR (b.name = 'security' AND a.name <> 'officer'));

-- These three work on all that is in their units; the others know what they were given.
INSERT INTO standing VALUES ('registrar'), ('keeper'), ('authority');

-- Every set of duties in which two stand that must stay apart.
CREATE TABLE clash (duties INTEGER PRIMARY KEY);
INSERT INTO clash
  WITH RECURSIVE every (duties) AS (
    SELECT 0 UNION ALL SELECT duties + 1 FROM every WHERE duties < 127)
  SELECT DISTINCT duties FROM every, duty x, duty y, apart
  WHERE x.bit < y.bit AND duties >> x.bit & 1 AND duties >> y.bit & 1
    AND apart.a = x.name AND apart.b = y.name;

-- verdict
-- :duties and compartments and units are bit sets; :down is 1 where something goes into the thing
-- written that it does not cover; :own is 1 where the person asked for it or is whom it is about.
SELECT CASE
  WHEN NOT :active THEN 'inactive'
  WHEN NOT :duties >> (SELECT bit FROM duty WHERE name = :acting) & 1 THEN 'not_his_duty'
  WHEN EXISTS (SELECT 1 FROM clash WHERE duties = :duties) THEN 'duty_clash'
  WHEN EXISTS (SELECT 1 FROM bears WHERE act = :act)
       AND NOT (:level >= :label_level AND :label_compartments & ~:compartments = 0
                AND :label_unit & :units <> 0) THEN 'absent'
  WHEN :state <> 'new' AND NOT :need AND EXISTS (SELECT 1 FROM bears WHERE act = :act)
       AND NOT EXISTS (SELECT 1 FROM standing WHERE duty = :acting)
       AND NOT (:glass AND EXISTS (SELECT 1 FROM bears WHERE act = :act AND how = 'read'))
    THEN 'absent'
  WHEN NOT EXISTS (SELECT 1 FROM may WHERE duty = :acting AND may.act = :act) THEN 'wrong_duty'
  WHEN NOT EXISTS (SELECT 1 FROM at WHERE at.act = :act AND at.state = :state) THEN 'wrong_state'
  WHEN :own AND EXISTS (SELECT 1 FROM not_own WHERE not_own.act = :act) THEN 'own_request'
  WHEN :down AND EXISTS (SELECT 1 FROM bears WHERE act = :act AND how = 'write')
    THEN 'write_down'
  ELSE 'allowed' END;
