/** `chatform explain PATH|RULE`. */

import { jsonText } from '../printable.ts';
import { explainText, knownWords, topicsOf } from '../report/explain.ts';
import { lintRuleText } from '../report/explain-lint.ts';
import { didYouMean } from '../suggest.ts';
import { exitCodes, Failure, type Options, type Run, type World } from './world.ts';

export const run: Run = async ({ arguments: [word = ''], options }, world) => {
  if (word.toLowerCase().startsWith('cam/')) return explainLint(word, options, world);
  const topics = topicsOf(word);
  if (topics.length === 0) throw unknownWord(word, knownWords());
  if (options.json) world.print(`${jsonText(topics)}\n`);
  else world.print(topics.map((topic) => explainText(topic, world.look)).join('\n'));
  return exitCodes.done;
};

/** A rule of the lint of policies: `cam/unknown-action`. */
async function explainLint(word: string, { json }: Options, world: World): Promise<number> {
  const { lintRules } = await import('../cam/lint/index.ts');
  const found = lintRules.find((one) => one.id === word.toLowerCase());
  if (!found) {
    throw unknownWord(
      word,
      lintRules.map((one) => one.id),
    );
  }
  world.print(json ? `${jsonText([{ lint: found }])}\n` : lintRuleText(found, world.look));
  return exitCodes.done;
}

function unknownWord(word: string, known: Iterable<string>): Failure {
  return new Failure(
    `Nothing is called "${word}".${didYouMean(word, known)} Give a path such as messages.userStatus, or a rule such as EDN-14 or cam/unknown-action.`,
  );
}
