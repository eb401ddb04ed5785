/** `chatform explain PATH|RULE`. */
import { explainText, knownWords, topicsOf } from '../report/explain.ts';
import { didYouMean } from '../suggest.ts';
import { exitCodes, Failure, type Run } from './world.ts';

export const run: Run = async ({ arguments: [word = ''], options }, world) => {
  const topics = topicsOf(word);
  if (topics.length === 0) {
    const hint = didYouMean(word, knownWords());
    throw new Failure(
      `Nothing is called "${word}".${hint} Give a path such as messages.userStatus, or a rule such as EDN-14.`,
    );
  }
  if (options.json) world.print(`${JSON.stringify(topics, null, 2)}\n`);
  else world.print(topics.map((topic) => explainText(topic, world.look)).join('\n'));
  return exitCodes.done;
};
