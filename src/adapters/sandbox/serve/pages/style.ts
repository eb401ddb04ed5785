/** The one style of all pages: light and dark, from 360 pixels up. */
import { createHash } from 'node:crypto';

export const style = `
:root {
  --ground: #f3f4f7; --sheet: #fff; --ink: #1c2128; --faint: #59626d; --line: #dce0e6; --edge: #7d8793;
  --link: #0b57a8; --press: #0b57a8; --on-press: #fff; --grave: #9f1a24; --grave-ground: #fdecec;
  --careful: #7a4b00; --careful-ground: #fff2d6; --good: #146c2e; --good-ground: #e4f4e9;
  --text: system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif;
  --mono: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace;
  color-scheme: light dark;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0f1318; --sheet: #161b22; --ink: #dfe5ec; --faint: #97a1ad; --line: #2b323c; --edge: #6b7684;
    --link: #7ab7ff; --press: #1f5fa8; --on-press: #fff; --grave: #ff9b94; --grave-ground: #3a1a1c;
    --careful: #e9b949; --careful-ground: #33270d; --good: #5bc873; --good-ground: #12301b;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html { text-size-adjust: 100%; -webkit-text-size-adjust: 100%; }
body { margin: 0; background: var(--ground); color: var(--ink); font: .9375rem/1.5 var(--text); overflow-wrap: anywhere; }
h1, h2, h3, p, ul, dl, dd, fieldset { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; }
h2 { font-size: 1.0625rem; }
ul { list-style: none; }
a { color: var(--link); }
code, pre, textarea { font-family: var(--mono); font-size: .875rem; }
pre { margin: 0; white-space: pre-wrap; }
:focus-visible { outline: 2px solid var(--link); outline-offset: 1px; }
.faint, .hint, dt, th { color: var(--faint); }
.skip { position: absolute; left: 1rem; top: -4rem; padding: .5rem 1rem; background: var(--sheet); z-index: 1; }
.skip:focus { top: .5rem; }
body > header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; align-items: baseline; padding: .75rem 1.25rem;
  background: var(--sheet); border-bottom: 1px solid var(--line); }
body > header ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; }
body > header .faint { margin-left: auto; }
[aria-current] { color: inherit; font-weight: 600; text-decoration: none; }
.columns { display: grid; grid-template-columns: 15rem minmax(0, 1fr); max-width: 84rem; }
.menu { padding: 1.25rem; }
.menu p { margin-top: .75rem; color: var(--faint); font-size: .8125rem; }
.menu li { padding: .1875rem 0; }
main { padding: 1.25rem; min-width: 0; max-width: 68rem; }
main > * + * { margin-top: 1rem; }
main:focus { outline: none; }
.card { padding: 1rem 1.25rem; background: var(--sheet); border: 1px solid var(--line); border-radius: 4px; }
.card > * + *, form > * + *, .controls > * + * { margin-top: .75rem; }
.top { display: flex; flex-wrap: wrap; gap: .25rem 1rem; align-items: baseline; }
.top > :first-child { margin-right: auto; }
dl.rows { display: grid; grid-template-columns: minmax(9rem, 16rem) minmax(0, 1fr); gap: .25rem 1.25rem; }
dd form > * + * { margin: 0; }
dl.rows dl.rows { grid-template-columns: minmax(6rem, auto) minmax(0, 1fr); }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; }
th, td { padding: .375rem 1rem .375rem 0; text-align: left; vertical-align: top; overflow-wrap: normal; }
th { font-weight: normal; font-size: .8125rem; }
tbody tr { border-top: 1px solid var(--line); }
td .links { display: flex; flex-wrap: wrap; gap: 0 .75rem; }
.told { padding: .625rem 1rem; border-radius: 4px; }
.told.bad { color: var(--grave); background: var(--grave-ground); }
.told.careful { color: var(--careful); background: var(--careful-ground); }
.told.good { color: var(--good); background: var(--good-ground); }
form { max-width: 42rem; }
label, legend { font-weight: 600; }
.tick { display: flex; gap: .5rem; align-items: baseline; font-weight: normal; }
.hint { font-size: .8125rem; }
input[type=text], input[type=password], input[type=file], select, textarea {
  display: block; width: 100%; margin: .125rem 0; padding: .3125rem .5rem; color: inherit; background: var(--sheet);
  border: 1px solid var(--edge); border-radius: 4px; font-size: inherit; }
input, select { font-family: inherit; }
fieldset { border: 1px solid var(--line); border-radius: 4px; padding: .5rem .875rem .875rem; min-width: 0; }
.pair { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 2fr); gap: .75rem; }
form > [type=hidden] + * { margin-top: 0; }
button, .button { display: inline-block; font: inherit; padding: .3125rem .875rem; border: 1px solid var(--edge); border-radius: 4px;
  background: var(--sheet); color: var(--ink); text-decoration: none; cursor: pointer; }
button.first, .button.first { background: var(--press); border-color: var(--press); color: var(--on-press); }
button.link { padding: 0; border: 0; background: none; color: var(--link); text-decoration: underline; }
.buttons { display: flex; flex-wrap: wrap; gap: .5rem; }
@media (max-width: 48rem) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  .menu { padding-bottom: 0; }
  .menu ul { display: flex; flex-wrap: wrap; gap: 0 1rem; }
  dl.rows, dl.rows dl.rows, .pair { grid-template-columns: minmax(0, 1fr); }
  dl.rows dd { margin-bottom: .5rem; }
  .things thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .things, .things tbody, .things tr, .things td { display: block; }
  .things tr { padding: .5rem 0; }
  .things td { padding: .125rem 0; overflow-wrap: anywhere; }
  .things td::before { content: attr(data-head); display: block; color: var(--faint); font-size: .8125rem; }
}
`;

/** What the policy of the pages allows beside nothing: this style, by its hash. */
export const styleHash = `sha256-${createHash('sha256').update(style).digest('base64')}`;
