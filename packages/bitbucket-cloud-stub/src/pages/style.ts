import { createHash } from 'node:crypto';

/** The style sheet of all pages, light and dark. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --ground: #f4f5f7; --surface: #ffffff; --line: #d5d9e0; --text: #172b4d;
  --quiet: #505f79; --accent: #0c56d0; --on-accent: #ffffff; --hover: #eaf1fd;
  --mark: #fff0c2; --on-mark: #4d3800; --mark-line: #d9a400; --bad: #ae2a19; --good: #1b6e46;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #14171a; --surface: #1e2327; --line: #3b434b; --text: #e3e8ee;
    --quiet: #a9b5c2; --accent: #7ab0ff; --on-accent: #0b1e3c; --hover: #263243;
    --mark: #3a2e08; --on-mark: #ffe7a3; --mark-line: #8f7212; --bad: #ff9c8f; --good: #7ee2b8;
  }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
}
.notice {
  margin: 0; padding: 10px 16px; background: var(--mark); color: var(--on-mark);
  border-bottom: 1px solid var(--mark-line); text-align: center; font-size: 14px;
}
.notice strong { font-weight: 600; }
main { max-width: 560px; margin: 0 auto; padding: 32px 16px 48px; }
main.wide { max-width: 1080px; }
h1 { margin: 0 0 8px; font-size: 26px; line-height: 1.25; letter-spacing: -0.01em; }
h2 { margin: 28px 0 10px; font-size: 16px; line-height: 1.35; }
p { margin: 0 0 12px; }
a { color: var(--accent); }
code { font: 13px/1.4 ui-monospace, "SF Mono", Menlo, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
.scopes { margin: 0; padding: 0; list-style: none; }
.scopes li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: baseline; gap: 0 16px; padding: 6px 0; border-top: 1px solid var(--line); }
.scopes li:last-child { border-bottom: 1px solid var(--line); }
.scopes code { color: var(--quiet); }
.aside { margin-top: 12px; padding: 10px 12px; border-left: 3px solid var(--mark-line); background: var(--mark); color: var(--on-mark); font-size: 14px; }
.people { margin: 0; padding: 0; list-style: none; display: grid; gap: 8px; }
.person {
  display: flex; align-items: center; gap: 14px; width: 100%; padding: 10px 14px;
  background: var(--surface); color: inherit; border: 1px solid var(--line); border-radius: 8px;
  font: inherit; text-align: left;
}
button { cursor: pointer; }
.person.removed { background: transparent; border-style: dashed; }
.person.removed .name { color: var(--quiet); text-decoration: line-through; }
.person .action { margin-left: auto; flex: none; }
.heading { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: 8px 16px; margin: 28px 0 10px; }
.heading h2, .heading p { margin: 0; }
.heading a { font-size: 14px; }
.filter { display: flex; gap: 8px; flex: 0 1 300px; }
@media (max-width: 520px) { .filter { flex: 1 1 100%; } }
.filter input {
  flex: 1; min-width: 0; padding: 8px 12px; background: var(--surface); color: inherit;
  border: 1px solid var(--quiet); border-radius: 8px; font: inherit; font-size: 14px;
}
.filter input::placeholder { color: var(--quiet); opacity: 1; }
.plain {
  padding: 7px 12px; background: var(--surface); color: var(--accent); white-space: nowrap;
  border: 1px solid var(--line); border-radius: 8px; font: inherit; font-size: 14px; font-weight: 600;
}
.plain:hover { background: var(--hover); border-color: var(--accent); }
.action { display: inline-block; margin: 0; }
.facts .action { margin-left: 8px; }
.card { display: flex; flex-direction: column; align-items: flex-start; padding: 14px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.card h3 { margin: 0 0 4px; font-size: 15px; line-height: 1.35; }
.card p { flex: 1; margin: 0 0 12px; color: var(--quiet); font-size: 14px; }
.on { margin: 0 0 12px; padding: 4px 14px; background: var(--mark); color: var(--on-mark); border: 1px solid var(--mark-line); border-radius: 8px; }
.on ul { margin: 0; padding: 0; list-style: none; }
.on li { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 16px; padding: 8px 0; }
.on .rule { flex: 1 1 220px; }
.on .hits { font-size: 14px; }
.on > .action { margin: 0 0 8px; }
button.person:hover { background: var(--hover); border-color: var(--accent); }
.person img { flex: none; width: 40px; height: 40px; border-radius: 50%; }
.person .name { font-weight: 600; }
.person .note { display: block; color: var(--quiet); font-size: 14px; }
.person .who { min-width: 0; overflow-wrap: anywhere; }
.end { margin-top: 16px; }
.cancel {
  padding: 10px 20px; background: transparent; color: var(--accent);
  border: 1px solid var(--quiet); border-radius: 8px; font: inherit; font-weight: 600;
}
.cancel:hover { background: var(--hover); border-color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
.facts { margin: 16px 0 0; padding: 4px 14px; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
.facts div { padding: 8px 0; }
.facts div + div { border-top: 1px solid var(--line); }
.facts dt { color: var(--quiet); font-size: 14px; }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.cards { display: grid; gap: 8px; grid-template-columns: repeat(auto-fill, minmax(min(100%, 300px), 1fr)); margin: 0; padding: 0; list-style: none; }
.cards + p { margin-top: 12px; }
.facts.row { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 260px), 1fr)); gap: 0 24px; }
.facts.row div + div { border-top: 0; }
.cards.clients { grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr)); }
.cards .person { height: 100%; }
.cards .person code { display: block; }
.cards .facts { margin: 0; }
.scroll.tall { max-height: 420px; overflow-y: auto; }
.scroll { overflow-x: auto; background: var(--surface); border: 1px solid var(--line); border-radius: 8px; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 8px 14px; text-align: left; white-space: nowrap; }
th { color: var(--quiet); font-weight: 600; }
tbody tr { border-top: 1px solid var(--line); }
td code { overflow-wrap: normal; }
.bad { color: var(--bad); font-weight: 600; }
.good { color: var(--good); font-weight: 600; }
`;

/** The hash of the style sheet for the Content-Security-Policy. */
export const STYLE_HASH = `'sha256-${createHash('sha256')
  .update(STYLE)
  .digest('base64')}'`;
