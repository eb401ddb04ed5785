/** What the console does not take for a webhook. */
import { checkWebhookUrl, webhookPort } from '../../catalog/checks.ts';
import { evaluate } from '../../expression.ts';
import { isUnknown } from '../../model.ts';
import { type Context, draftsOf, refuse } from '../context.ts';
import type { Refused } from '../draft.ts';

/** WHK-1, WHK-2: a URL with an app's SDKAppID in it is checked here, and the others have been before. */
export function webhookUrl(context: Context): Refused[] {
  return urls(context).flatMap(({ draft, after }) => {
    const problem = checkWebhookUrl(after);
    return problem ? [refuse(draft, ['url'], problem.rule, problem.message)] : [];
  });
}

/** WHK-3: the ports before and after a replacement must not begin with one another. */
export function webhookPorts(context: Context): Refused[] {
  return urls(context).flatMap(({ draft, before, after }) => {
    if (before === undefined || checkWebhookUrl(before) || checkWebhookUrl(after)) return [];
    const [old, next] = [webhookPort(before), webhookPort(after)];
    if (old === next || !(old.startsWith(next) || next.startsWith(old))) return [];
    const message = `the port would change from ${old} to ${next}, and one begins with the other`;
    const remedy = 'use a port that does not, or apply an URL with a third port in between';
    return [refuse(draft, ['url'], 'WHK-3', message, remedy)];
  });
}

// Stands for the SDKAppID of an app that is not there yet: they all are ten digits.
const anySdkAppId = '1400000000';

function urls(context: Context) {
  return draftsOf(context, 'webhook').flatMap((draft) => {
    const leaf = draft.leaves.find((one) => one.path[0] === 'url');
    const after = isUnknown(leaf?.after)
      ? evaluate(leaf.after.expression, context.live.account, () => anySdkAppId)
      : leaf?.after;
    if (typeof after !== 'string') return [];
    const before = typeof leaf?.before === 'string' ? leaf.before : undefined;
    return [{ draft, before, after }];
  });
}
