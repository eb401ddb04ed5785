/** A person at the console's pages without a browser: reads forms, fills in their controls, sends them. */
import { Hono } from 'hono';
import type { Sandbox } from '../../../../src/adapters/sandbox/index.ts';
import { appKeyOf } from '../../../../src/adapters/sandbox/serve/keys.ts';
import { consolePages } from '../../../../src/adapters/sandbox/serve/pages/index.ts';
import type { Attribute, Kind } from '../../../../src/catalog/kind.ts';
import { isMap, type Json } from '../../../../src/json.ts';
import { reveal } from '../../samples.ts';

export const origin = 'http://127.0.0.1:8700';

export interface Answered {
  readonly status: number;
  readonly html: string;
  /** Where a redirection goes. */
  readonly location: string | null;
  readonly headers: Headers;
}

/** A control of a form with what stands in it. */
interface Control {
  readonly name: string;
  readonly type: string;
  value: string;
  /** Of check boxes: whether it is ticked. */
  on: boolean;
  /** Of a selection: what there is to choose. */
  readonly options: readonly string[];
}

export interface Filled {
  readonly url: string;
  readonly controls: readonly Control[];
  readonly files: Map<string, Uint8Array>;
}

export interface Desk {
  request(path: string, init?: RequestInit): Promise<Answered>;
  get(path: string): Promise<Answered>;
  /** Opens a page with a form. */
  open(path: string): Promise<Filled>;
  /** Sends a form as a browser does, and says yes where the console asks back. */
  send(form: Filled): Promise<Answered>;
  /** Sends it once. */
  sendOnce(form: Filled, press?: readonly [name: string, value: string]): Promise<Answered>;
}

export function deskAt(sandbox: Sandbox): Desk {
  const account = sandbox.status().account;
  const app = new Hono().route(
    '/console',
    consolePages({ sandbox, appKey: (sdkAppId) => appKeyOf(account, sdkAppId) }),
  );
  const request: Desk['request'] = async (path, init) => {
    const response = await app.fetch(new Request(origin + path, { redirect: 'manual', ...init }));
    const { status, headers } = response;
    return { status, headers, html: await response.text(), location: headers.get('location') };
  };
  const sendOnce: Desk['sendOnce'] = (form, press) => {
    const body = new FormData();
    for (const { name, type, value, on } of form.controls) {
      if (type === 'file') {
        const bytes = form.files.get(name);
        if (bytes) body.append(name, new Blob([new Uint8Array(bytes)]), 'a file');
        else body.append(name, new Blob([]), '');
      } else if (type !== 'checkbox' || on) body.append(name, value.replace(/\n/g, '\r\n'));
    }
    if (press) body.append(...press);
    return request(form.url, { method: 'POST', body });
  };
  return {
    request,
    get: (path) => request(path),
    sendOnce,
    async open(path) {
      const { status, html } = await request(path);
      if (status !== 200) throw new Error(`${path} is answered with ${status}`);
      return formIn(html);
    },
    async send(form) {
      const first = await sendOnce(form);
      if (first.status !== 200 || !first.html.includes('name="_confirmed"')) return first;
      const asked = formIn(first.html);
      for (const [name, bytes] of form.files) if (find(asked, name)) asked.files.set(name, bytes);
      for (const { name, type } of asked.controls)
        if (type === 'password') type_(asked, name, find(form, name)?.value ?? '');
      return sendOnce(asked);
    },
  };
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', '#39': "'", amp: '&' };
export const unescaped = (text: string): string =>
  text.replace(/&(lt|gt|quot|#39|amp);/g, (_, name: string) => entities[name] ?? '');

const attributeOf = (tag: string, name: string): string | undefined => {
  const found = new RegExp(`\\s${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : unescaped(found);
};

/** Line ends as a browser takes them in, before it looks at anything. */
const asParsed = (html: string): string => html.replace(/\r\n?/g, '\n');

/** The form of a page: the one that is a card. */
export function formIn(html: string): Filled {
  const [, tag = '', inside = ''] = /(<form class="card"[^>]*>)([\s\S]*?)<\/form>/.exec(asParsed(html)) ?? [];
  const url = attributeOf(tag, 'action');
  if (url === undefined) throw new Error(`no form on the page:\n${html}`);
  const controls = [
    ...inside.matchAll(
      /(<input\b[^>]*>)|(<select\b[^>]*>)([\s\S]*?)<\/select>|(<textarea\b[^>]*>)\n([\s\S]*?)<\/textarea>/g,
    ),
  ].map(([, input, select, options = '', textarea, text = '']): Control => {
    const name = attributeOf(input ?? select ?? textarea ?? '', 'name') ?? '';
    if (input !== undefined) {
      const type = attributeOf(input, 'type') ?? 'text';
      return {
        name,
        type,
        value: attributeOf(input, 'value') ?? '',
        on: / checked>/.test(input),
        options: [],
      };
    }
    if (select !== undefined) {
      const all = [...options.matchAll(/<option([^>]*)>([^<]*)/g)].map(([whole, , words = '']) => ({
        value: attributeOf(whole, 'value') ?? unescaped(words),
        selected: / selected/.test(whole),
      }));
      const value = (all.find(({ selected }) => selected) ?? all[0])?.value ?? '';
      return { name, type: 'select', value, on: false, options: all.map((one) => one.value) };
    }
    return { name, type: 'textarea', value: unescaped(text), on: false, options: [] };
  });
  return { url, controls: controls.filter(({ name }) => name !== ''), files: new Map() };
}

const find = (form: Filled, name: string): Control | undefined =>
  form.controls.find(
    (control) => control.name === name && !(control.type === 'hidden' && control.value === ''),
  );

/** Types into a control, or chooses one of its options. */
export function type(form: Filled, name: string, text: string): void {
  type_(form, name, text);
}

function type_(form: Filled, name: string, text: string): void {
  const control = find(form, name);
  if (!control || control.type === 'checkbox') {
    throw new Error(`no control ${name} among ${form.controls.map((one) => one.name).join(', ')}`);
  }
  if (control.type === 'select' && !control.options.includes(text))
    throw new Error(`${name} has no option ${text}: ${control.options.join(', ')}`);
  control.value = text;
}

/** Ticks these boxes of a name, and no others. */
export function tick(form: Filled, name: string, values: readonly string[]): void {
  const boxes = form.controls.filter((one) => one.name === name && one.type === 'checkbox');
  for (const value of values) {
    const isThere = form.controls.some((one) => one.name === name && one.value === value);
    if (!isThere) throw new Error(`no box ${value} for ${name}`);
  }
  for (const box of boxes) box.on = values.includes(box.value);
}

/** Puts values into the controls of a kind. What is not named is left as it is. */
export function fill(form: Filled, { body }: Kind, values: Json): void {
  put(form, body, [], values);
}

function put(form: Filled, attribute: Attribute, path: readonly string[], value: Json): void {
  const name = path.join('.') || '_';
  switch (attribute.type) {
    case 'object':
      for (const [key, item] of Object.entries(value as Record<string, Json>)) {
        const inner = attribute.attributes[key];
        if (inner) put(form, inner, [...path, key], item);
      }
      return;
    case 'map': {
      const entries = Object.entries(value as Record<string, Json>);
      if (attribute.key.values) {
        tick(
          form,
          name,
          entries.map(([key]) => key),
        );
        for (const [key, item] of entries) put(form, attribute.item, [...path, key], item);
        return;
      }
      for (const one of form.controls) if (/(^|\.)\d+\.(key|value)$/.test(one.name)) one.value = '';
      for (const [i, [key, item]] of entries.entries()) {
        type(form, [...path, i, 'key'].join('.'), key);
        put(form, attribute.item, [...path, String(i), 'value'], item);
      }
      return;
    }
    case 'set':
      tick(form, name, value as readonly string[]);
      return;
    case 'names':
      type(form, name, (value as readonly string[]).join('\n'));
      return;
    case 'document':
      type(form, name, JSON.stringify(value));
      return;
    case 'secret': {
      const bytes = isMap(value) ? reveal(value) : new Uint8Array();
      const control = find(form, name);
      if (control?.type === 'file') form.files.set(name, bytes);
      else type(form, name, new TextDecoder().decode(bytes));
      return;
    }
    default:
      // What was chosen before the form stands in it already.
      if (find(form, name)?.type !== 'hidden') type(form, name, String(value));
  }
}
