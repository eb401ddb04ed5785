/** Messages with expressions in braces: `{change.address} has no https URL`. `{{` and `}}` are braces. */
import { compile, type Expression, type Problem, type Text, type Values } from './expression.ts';
import type { Engine } from './functions.ts';
import type { Shape } from './shape.ts';
import { textOf } from './values.ts';

export interface Message {
  readonly uses: ReadonlySet<string>;
  readonly fill: (values: Values) => string;
}

type Part = string | Expression;

/** Compiles a message. */
export function compileMessage(
  { text, locate }: Text,
  engine: Engine,
  variables: ReadonlyMap<string, Shape>,
): Message | Problem {
  const parts: Part[] = [];
  const pieces = /\{\{|\}\}|\{([^{}]*)\}|[{}]/g;
  let from = 0;
  for (const match of text.matchAll(pieces)) {
    parts.push(text.slice(from, match.index));
    from = match.index + match[0].length;
    if (match[0] === '{{' || match[0] === '}}') parts.push(match[0].charAt(0));
    else if (match[1] === undefined)
      return {
        message: `a "${match[0]}" alone in the message; write "${match[0]}${match[0]}" for a brace`,
        source: locate(match.index),
      };
    else {
      const start = match.index + 1;
      const inner = { text: match[1], locate: (offset: number) => locate(start + offset) };
      const compiled = compile(inner, engine, variables);
      if ('message' in compiled) return { ...compiled, message: `in the message, ${compiled.message}` };
      parts.push(compiled);
    }
  }
  parts.push(text.slice(from));
  return {
    uses: new Set(parts.flatMap((part) => (typeof part === 'string' ? [] : [...part.uses]))),
    fill: (values) => parts.map((part) => (typeof part === 'string' ? part : shownOf(part, values))).join(''),
  };
}

/** What an expression gives; a field that is not there in this change is told as such, and breaks no rule. */
function shownOf(part: Expression, values: Values): string {
  const result = part.evaluate(values);
  return textOf('value' in result ? result.value : null);
}
