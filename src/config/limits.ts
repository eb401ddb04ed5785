/** What single values and keys get wrong that JSON Schema cannot say, or could not before references were resolved. */
import { checkText, checkWebhookUrl } from '../catalog/checks.ts';
import type { Attribute, ObjectAttribute, TextRule } from '../catalog/kind.ts';
import { type Diagnostic, isUnknown } from '../model.ts';
import { child, entriesOf, type Node, type Place, placeOf, textOf } from './node.ts';

/** Checks a resource's body: the limits of its texts and keys, and what is there only beside something else. */
export function checkValues(body: Attribute, node: Node, key: Place, diagnostics: Diagnostic[]): void {
  checkTexts(body, node, diagnostics);
  if (body.type === 'object') checkOnly(body, node, key, diagnostics);
}

export function complain(
  rule: TextRule,
  text: string,
  what: string,
  at: Place,
  diagnostics: Diagnostic[],
): void {
  const problem = checkText(rule, text, what);
  if (problem) diagnostics.push({ severity: 'error', ...problem, source: placeOf(at) });
}

/** The limits of texts and keys that JSON Schema cannot express, or that held a reference before. */
function checkTexts(attribute: Attribute, node: Node, diagnostics: Diagnostic[]): void {
  if (attribute.type === 'object') {
    for (const [key, entry] of entriesOf(node)) {
      const inner = attribute.attributes[key];
      if (inner && Object.hasOwn(attribute.attributes, key)) checkTexts(inner, entry.value, diagnostics);
    }
  } else if (attribute.type === 'map') {
    for (const [key, entry] of entriesOf(node)) {
      complain(attribute.key, key, attribute.key.title, entry, diagnostics);
      checkTexts(attribute.item, entry.value, diagnostics);
    }
  } else if (attribute.type === 'secret') checkSecret(node, diagnostics);
  else if (attribute.type === 'names' && node.kind === 'list') {
    for (const item of node.items) {
      if (item.kind === 'scalar' && isUnknown(item.value)) diagnostics.push(tooLate(item));
      else complain(attribute.item, textOf(item), attribute.item.title, item, diagnostics);
    }
  } else if (attribute.type === 'string' && node.kind === 'scalar' && typeof node.value === 'string') {
    if (attribute.text) complain(attribute.text, node.value, attribute.title, node, diagnostics);
    const problem = attribute.check === 'webhook-url' ? checkWebhookUrl(node.value) : undefined;
    if (problem) diagnostics.push({ severity: 'error', ...problem, source: placeOf(node) });
  }
}

/** True for a path that may lead out of the directory that it is relative to. */
export function leavesFolder(path: string): boolean {
  return path.startsWith('/') || /^[A-Za-z]:|\\/.test(path) || path.split('/').includes('..');
}

/** A secret's file stays inside the configuration's directory. */
function checkSecret(node: Node, diagnostics: Diagnostic[]): void {
  const file = child(node, 'file');
  if (!file) return;
  const path = textOf(file);
  if (!leavesFolder(path) && path !== '') return;
  const message = `a file of the configuration's directory is meant here, such as secrets/apns.p12, and not "${path}"`;
  diagnostics.push({ severity: 'error', message, rule: 'PSH-4', source: placeOf(file) });
}

/** Attributes that are only there for some values of another, such as the platform of a certificate. */
function checkOnly(group: ObjectAttribute, node: Node, key: Place, diagnostics: Diagnostic[]): void {
  for (const [name, inner] of Object.entries(group.attributes)) {
    if (!inner.only) continue;
    const { attribute, values } = inner.only;
    const chosen = textOf(child(node, attribute));
    const entry = node.kind === 'map' ? node.entries.get(name) : undefined;
    if (chosen === '') continue;
    const list = values.join(' or ');
    if (entry && !values.includes(chosen)) {
      const message = `${name} is only there where ${attribute} is ${list}, and it is ${chosen}`;
      diagnostics.push({ severity: 'error', message, source: placeOf(entry), ...ruleOf(inner) });
    } else if (!entry && inner.required && values.includes(chosen)) {
      const message = `needs "${name}" where ${attribute} is ${chosen}`;
      diagnostics.push({ severity: 'error', message, source: placeOf(key), ...ruleOf(inner) });
    }
  }
}

/** Whom a name means has to be known while planning. */
function tooLate(node: Node): Diagnostic {
  const message = 'a name cannot refer to an app: it has to be known before the app is there';
  return { severity: 'error', message, source: placeOf(node) };
}

function ruleOf(attribute: Attribute): { rule?: string } {
  const [rule] = attribute.rules;
  return rule === undefined ? {} : { rule };
}
