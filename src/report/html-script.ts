/**
 * The script of the page, as the browser runs it: filters, search and links. It holds no back-quote, no
 * template and no end of a script element. What is filtered stands in the fragment: `#?action=delete&q=arena`.
 */
export const script = String.raw`
(() => {
'use strict';
const byId = (id) => document.getElementById(id);
const form = byId('filters');
if (!form) return;
document.documentElement.classList.add('scripting');
const search = byId('search');
// With more shown than this, a filter opens nothing by itself and marks nothing.
const few = 40;
// With more shown than this they are not opened all at once: a browser would take a minute.
const most = 1000;

// A change is an element; in a large plan it is text in a noscript until its app is opened.
const groups = [...document.querySelectorAll('.group')].map((element) => {
  const sleeping = element.querySelector('noscript');
  const changes = sleeping
    ? sleeping.textContent.split(/(?=<details class="change )/).filter((text) => text.trim() !== '').map(asleep)
    : [...element.querySelectorAll('.change')].map(awake);
  return { element, sleeping, app: element.dataset.app, changes };
});
const total = groups.reduce((sum, group) => sum + group.changes.length, 0);
const entities = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'" };
// What a filter opened, and closes again.
const opened = new Set();

function awake(element) {
  const { action, consequence } = element.dataset;
  return { element, action, classes: consequence.split(' ') };
}

function asleep(markup) {
  const [, action, consequence] = /data-action="([^"]*)" data-consequence="([^"]*)"/.exec(markup);
  return { markup, action, classes: consequence.split(' ') };
}

function wake({ element, sleeping, changes }) {
  if (!sleeping?.isConnected) return;
  sleeping.insertAdjacentHTML('afterend', sleeping.textContent);
  sleeping.remove();
  [...element.querySelectorAll('.change')].forEach((one, i) => {
    changes[i].element = one;
    one.hidden = changes[i].hidden ?? false;
  });
}

function textOf(change) {
  change.text ??= (
    change.markup === undefined
      ? change.element.textContent
      : change.markup.replace(/<[^>]*>/g, '').replace(/&[a-z#0-9]+;/g, (entity) => entities[entity])
  ).toLowerCase();
  return change.text;
}

function wanted() {
  const data = new FormData(form);
  return {
    words: data.get('q').toLowerCase().split(/\s+/).filter(Boolean),
    app: data.get('app') ?? '',
    actions: data.getAll('action'),
    classes: data.getAll('consequence'),
  };
}

function isLike(change, { words, actions, classes }) {
  return (
    (actions.length === 0 || actions.includes(change.action)) &&
    (classes.length === 0 || classes.some((one) => change.classes.includes(one))) &&
    words.every((word) => textOf(change).includes(word))
  );
}

function setHidden(one, hidden) {
  one.hidden = hidden;
  if (one.element && one.element.hidden !== hidden) one.element.hidden = hidden;
}

function open(element) {
  if (element.open) return;
  element.open = true;
  opened.add(element);
}

function apply() {
  const filter = wanted();
  const shown = [];
  for (const group of groups) {
    const before = shown.length;
    const isWanted = filter.app === '' || filter.app === group.app;
    for (const change of group.changes) {
      const isShown = isWanted && isLike(change, filter);
      setHidden(change, !isShown);
      if (isShown) shown.push({ group, change });
    }
    setHidden(group, shown.length === before);
  }
  const isFiltered = shown.length < total;
  for (const element of opened) element.open = false;
  opened.clear();
  if (isFiltered && shown.length <= few) {
    for (const { group, change } of shown) {
      wake(group);
      open(group.element);
      if (filter.words.length > 0) open(change.element);
    }
  }
  const number = (count) => count.toLocaleString('en');
  byId('shown').textContent =
    (isFiltered ? number(shown.length) + ' of ' : '') + number(total) + (total === 1 ? ' change' : ' changes');
  byId('nothing').hidden = shown.length > 0;
  byId('open-all').disabled = shown.length > most;
  byId('too-many').hidden = shown.length <= most;
  mark(shown.length <= few ? shown : [], filter.words);
}

function mark(shown, words) {
  if (!CSS.highlights) return;
  const ranges = [];
  for (const { change } of words.length > 0 ? shown : []) {
    const texts = document.createTreeWalker(change.element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) for (const word of words) ranges.push(...placesOf(word, texts.currentNode));
  }
  CSS.highlights.set('found', new Highlight(...ranges));
}

function placesOf(word, node) {
  const text = node.data.toLowerCase();
  const ranges = [];
  // Some letters are two in lower case, and places would not be those of the text.
  if (text.length !== node.data.length) return ranges;
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + word.length);
    ranges.push(range);
  }
  return ranges;
}

function remember() {
  const given = [...new FormData(form)].filter(([, value]) => value !== '');
  const here = location.pathname + location.search;
  history.replaceState(null, '', given.length > 0 ? '#?' + new URLSearchParams(given) : here);
}

function clear() {
  form.reset();
  apply();
}

function recall(given) {
  form.reset();
  search.value = given.get('q') ?? '';
  for (const box of form.querySelectorAll('[type=checkbox]'))
    box.checked = given.getAll(box.name).includes(box.value);
  for (const option of form.elements.app?.options ?? []) option.selected = option.value === (given.get('app') ?? '');
  apply();
}

function follow() {
  const id = location.hash.slice(1);
  if (id === '' || id.startsWith('?')) recall(new URLSearchParams(id.slice(1)));
  else if (id.startsWith('/')) reveal(id);
}

function reveal(id) {
  const start = 'id="' + id + '"';
  const isIt = ({ element, markup }) =>
    element ? element.querySelector('.body').id === id : markup.includes(start);
  for (const group of groups) {
    const change = group.changes.find(isIt);
    if (!change) continue;
    if (group.hidden || change.hidden) clear();
    wake(group);
    group.element.open = true;
    change.element.open = true;
    const summary = change.element.querySelector('summary');
    summary.focus({ preventScroll: true });
    change.element.scrollIntoView();
    return;
  }
}

function setAll(isOpen) {
  opened.clear();
  for (const group of groups) {
    if (group.hidden) continue;
    if (isOpen) wake(group);
    group.element.open = isOpen;
    for (const { element, hidden } of group.changes) if (element && !hidden) element.open = isOpen;
  }
}

for (const group of groups) group.element.addEventListener('toggle', () => group.element.open && wake(group));
form.addEventListener('input', () => {
  apply();
  remember();
});
byId('clear').addEventListener('click', () => {
  clear();
  remember();
});
form.addEventListener('submit', (event) => {
  event.preventDefault();
  const group = groups.find((one) => !one.hidden);
  if (!group) return;
  wake(group);
  group.element.open = true;
  group.changes.find((one) => !one.hidden).element.querySelector('summary').focus();
});
search.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape' || search.value === '') return;
  event.preventDefault();
  search.value = '';
  apply();
  remember();
});
document.addEventListener('keydown', (event) => {
  const isTyping = event.target.closest('input:not([type=checkbox]), select');
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isTyping) return;
  event.preventDefault();
  search.focus();
  search.select();
});
byId('open-all').addEventListener('click', () => setAll(true));
byId('close-all').addEventListener('click', () => setAll(false));
addEventListener('hashchange', follow);
addEventListener('beforeprint', () => groups.filter((one) => !one.hidden).forEach(wake));
follow();
})();
`;
