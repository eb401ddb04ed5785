/**
 * A policy document, read (CAM-5). What is wrong with it is said, and as much as can be is read all the same:
 * a statement of which a part could not be read is marked, so that such an allow grants nothing.
 */
import { isMap, type Json } from '../json.ts';
import { didYouMean } from '../suggest.ts';
import { type Condition, type Effect, readOperator } from './condition.ts';
import { quoted, short } from './short.ts';

/** Keys and list indexes from the document down: `['statement', '0', 'action', '1']`. */
export type Path = readonly string[];

/** A text of a document and where it stands. */
export interface Item {
  readonly text: string;
  readonly path: Path;
}

/** A condition and where it stands; `name` is the operator as it was written. */
export interface PlacedCondition extends Condition {
  readonly name: string;
  readonly path: Path;
}

export interface Statement {
  /** From 0, as it stands in the list. */
  readonly index: number;
  readonly effect: Effect;
  readonly actions: readonly Item[];
  readonly resources: readonly Item[];
  readonly conditions: readonly PlacedCondition[];
  readonly path: Path;
  /** False when a part of it, or of what is around it, could not be read. */
  readonly whole: boolean;
}

/** Something that CAM's grammar does not have; `rule` is the rule of the lint. */
export interface Problem {
  readonly rule: string;
  readonly path: Path;
  /** What is wrong, and what to do about it. */
  readonly message: string;
}

export interface PolicyDocument {
  readonly statements: readonly Statement[];
  readonly problems: readonly Problem[];
}

const elements = ['version', 'statement'];
const statementElements = ['effect', 'action', 'resource', 'condition'];

/** Reads a document in which all references are resolved. */
export function readDocument(document: Json): PolicyDocument {
  const problems: Problem[] = [];
  const say = (rule: string, path: Path, message: string): undefined => {
    problems.push({ rule, path, message });
  };
  if (!isMap(document)) {
    say('cam/document', [], 'a policy is an object of version and statement');
    return { statements: [], problems };
  }
  unknownElements(document, elements, [], say);
  if (document.version !== '2.0') {
    const found =
      document.version === undefined ? 'is missing' : `is ${short(JSON.stringify(document.version))}`;
    say('cam/version', ['version'], `the version ${found}; write version: "2.0", with the quotes`);
  }
  const { statement } = document;
  if (!Array.isArray(statement) || statement.length === 0) {
    say('cam/statement', ['statement'], 'a policy has a list of at least one statement');
  }
  const list: readonly unknown[] = Array.isArray(statement) ? statement : isMap(statement) ? [statement] : [];
  const isSound = problems.length === 0;
  const statements = list.flatMap((one, index) => {
    const path = Array.isArray(statement) ? ['statement', String(index)] : ['statement'];
    const read = readStatement(one, index, path, say);
    return read ? [{ ...read, whole: read.whole && isSound }] : [];
  });
  return { statements, problems };
}

type Say = (rule: string, path: Path, message: string) => undefined;
type Element = { readonly [key: string]: unknown };

function readStatement(value: unknown, index: number, path: Path, say: Say): Statement | undefined {
  if (!isMap(value)) {
    return say('cam/statement', path, 'a statement is an object of effect, action, resource and condition');
  }
  let whole = unknownElements(value, statementElements, path, say);
  const note: Say = (...problem) => {
    whole = false;
    return say(...problem);
  };
  const effect = readEffect(value.effect, path, note);
  const actions = readItems(value, 'action', path, note);
  const resources = readItems(value, 'resource', path, note);
  const conditions = readConditions(value.condition, [...path, 'condition'], note);
  return effect && { index, effect, actions, resources, conditions, path, whole };
}

/** True when there are none. */
function unknownElements(value: Element, known: readonly string[], path: Path, say: Say): boolean {
  const strange = Object.keys(value).filter((key) => !known.includes(key));
  for (const key of strange) {
    const at = [...path, key];
    if (key === 'principal') {
      const message =
        'a principal stands in trust policies of roles and in bucket policies only; attach the policy by users and groups instead';
      say('cam/principal', at, message);
      continue;
    }
    const hint = didYouMean(key, known) || ` There are ${known.join(', ')}.`;
    say('cam/unknown-element', at, `CAM has no element ${quoted(key)} here.${hint}`);
  }
  return strange.length === 0;
}

/** A deny is taken for one however it is spelt; an allow has to be right. */
function readEffect(value: unknown, path: Path, say: Say): Effect | undefined {
  if (value === 'allow' || value === 'deny') return value;
  const found = value === undefined ? 'has no effect' : `has the effect ${short(JSON.stringify(value))}`;
  say('cam/effect', [...path, 'effect'], `the statement ${found}; write allow or deny, in small letters`);
  return typeof value === 'string' && value.trim().toLowerCase() === 'deny' ? 'deny' : undefined;
}

function readItems(statement: Element, name: 'action' | 'resource', path: Path, say: Say): Item[] {
  const here = [...path, name];
  const value = statement[name];
  if (value === undefined) {
    say('cam/missing-element', path, `the statement has no ${name}; write ${name}: "*" for all`);
    return [];
  }
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) say('cam/missing-element', here, `the list of ${name}s is empty; name one, or "*"`);
  return list.flatMap((one, i) => {
    const at = Array.isArray(value) ? [...here, String(i)] : here;
    if (typeof one === 'string' && one !== '') return [{ text: one, path: at }];
    say(`cam/${name}-syntax`, at, `${name === 'action' ? 'an action' : 'a resource'} is a text`);
    return [];
  });
}

function readConditions(value: unknown, path: Path, say: Say): PlacedCondition[] {
  if (value === undefined) return [];
  if (!isMap(value) || Object.keys(value).length === 0) {
    say(
      'cam/condition-syntax',
      path,
      'a condition is an object of operators, each with keys and their values',
    );
    return [];
  }
  return Object.entries(value).flatMap(([name, keys]) => {
    const at = [...path, name];
    if (!isMap(keys) || Object.keys(keys).length === 0) {
      say('cam/condition-syntax', at, `${quoted(name)} takes an object of keys with their values`);
      return [];
    }
    return Object.entries(keys).map(([key, values]) => ({
      ...readOperator(name),
      name,
      key: key.trim(),
      values: readValues(values, [...at, key], say),
      path: [...at, key],
    }));
  });
}

function readValues(value: unknown, path: Path, say: Say): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (list.length === 0) say('cam/condition-syntax', path, 'the key has no value');
  return list.flatMap((one, i) => {
    if (typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean') return [String(one)];
    const at = Array.isArray(value) ? [...path, String(i)] : path;
    say('cam/condition-syntax', at, 'the value of a condition is a text or a number');
    return [];
  });
}
