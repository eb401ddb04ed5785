/**
 * The script of the page, as the browser runs it: filters, search and links. It holds no back-quote, no
 * template and no end of a script element. What is filtered stands in the fragment: `#?action=delete&q=arena`.
 */
export const script = String.raw`
(() => {
'use strict';
const form = document.getElementById('filters');
if (!form) return;
document.documentElement.classList.add('scripting');
const byId = (id) => document.getElementById(id);
const search = byId('search');
const groups = [...document.querySelectorAll('.group')].map((element) => ({
  element,
  app: element.dataset.app,
  changes: [...element.querySelectorAll('.change')].map((change) => ({
    element: change,
    action: change.dataset.action,
    classes: change.dataset.consequence.split(' '),
    text: undefined,
  })),
}));
const total = groups.reduce((sum, group) => sum + group.changes.length, 0);
const number = (count) => count.toLocaleString('en');
// What a filter opened, and is to be closed again.
const opened = new Set();
const fewShown = 40;

const textOf = (change) => {
  change.text ??= change.element.textContent.toLowerCase();
  return change.text;
};

function wanted() {
  const data = new FormData(form);
  return {
    words: (data.get('q') ?? '').toLowerCase().split(/\s+/).filter(Boolean),
    app: data.get('app') ?? '',
    actions: data.getAll('action'),
    classes: data.getAll('consequence'),
  };
}

function matches(change, { words, actions, classes }) {
  return (
    (actions.length === 0 || actions.includes(change.action)) &&
    (classes.length === 0 || classes.some((one) => change.classes.includes(one))) &&
    words.every((word) => textOf(change).includes(word))
  );
}

function open(element) {
  if (element.open) return;
  element.open = true;
  opened.add(element);
}

function apply() {
  const filter = wanted();
  const shown = [];
  for (const { element, app, changes } of groups) {
    const before = shown.length;
    const isHere = filter.app === '' || filter.app === app;
    for (const change of changes) {
      const isShown = isHere && matches(change, filter);
      change.element.hidden = !isShown;
      if (isShown) shown.push(change);
    }
    element.hidden = shown.length === before;
  }
  const isFiltered = shown.length < total;
  for (const element of opened) element.open = false;
  opened.clear();
  if (isFiltered && shown.length <= fewShown) {
    for (const { element } of shown) {
      open(element.parentElement);
      if (filter.words.length > 0) open(element);
    }
  }
  byId('shown').textContent = isFiltered
    ? number(shown.length) + ' of ' + number(total) + (total === 1 ? ' change' : ' changes')
    : number(total) + (total === 1 ? ' change' : ' changes');
  byId('nothing').hidden = shown.length > 0;
  highlight(shown.slice(0, fewShown), filter.words);
}

function highlight(shown, words) {
  if (!CSS.highlights) return;
  const ranges = [];
  for (const { element } of words.length > 0 ? shown : []) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const text = node.data.toLowerCase();
      // Else a letter became two, and the places are not those of the text.
      if (text.length !== node.data.length) continue;
      for (const word of words) {
        for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
  }
  CSS.highlights.set('found', new Highlight(...ranges));
}

function remember() {
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  const fragment = given.length > 0 ? '#?' + new URLSearchParams(given) : location.pathname + location.search;
  history.replaceState(null, '', fragment);
}

function recall() {
  const given = new URLSearchParams(location.hash.slice(2));
  form.reset();
  search.value = given.get('q') ?? '';
  if (form.elements.app) form.elements.app.value = given.get('app') ?? '';
  for (const box of form.querySelectorAll('[type=checkbox]'))
    box.checked = given.getAll(box.name).includes(box.value);
  if (form.elements.app?.selectedIndex === -1) form.elements.app.value = '';
  apply();
}

function reveal(body) {
  const change = body.closest('.change');
  if (change.closest('[hidden]')) {
    form.reset();
    apply();
  }
  change.open = true;
  change.parentElement.open = true;
  const summary = change.querySelector('summary');
  summary.scrollIntoView();
  summary.focus({ preventScroll: true });
}

function follow() {
  const id = location.hash.slice(1);
  if (id === '' || id.startsWith('?')) recall();
  else if (id.startsWith('/')) {
    const body = byId(id);
    if (body) reveal(body);
  }
}

function setAll(isOpen) {
  opened.clear();
  for (const { element, changes } of groups) {
    if (element.hidden) continue;
    element.open = isOpen;
    for (const change of changes) if (!change.element.hidden) change.element.open = isOpen;
  }
}

form.addEventListener('input', () => {
  apply();
  remember();
});
form.addEventListener('reset', () => {
  // The event comes before the form is empty.
  queueMicrotask(() => {
    apply();
    remember();
  });
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const first = document.querySelector('.change:not([hidden])');
  if (!first) return;
  first.parentElement.open = true;
  first.querySelector('summary').focus();
});
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || search.value === '') return;
  event.preventDefault();
  search.value = '';
  apply();
  remember();
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input:not([type=checkbox]), select, textarea');
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  event.preventDefault();
  search.focus();
  search.select();
});
byId('open-all').addEventListener('click', () => setAll(true));
byId('close-all').addEventListener('click', () => setAll(false));
window.addEventListener('hashchange', follow);
follow();
})();
`;
