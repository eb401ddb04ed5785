/** What the console does not take for a webhook. */
import { checkWebhookUrl, webhookPort } from '../../catalog/checks.ts';
import { type Context, draftsOf, type Refused, refuse } from '../context.ts';

/** WHK-1, WHK-2: a URL that was known only now, with the app's SDKAppID in it, is checked now. */
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

function urls(context: Context) {
  return draftsOf(context, 'webhook').flatMap((draft) => {
    const leaf = draft.leaves.find((one) => one.path[0] === 'url');
    if (typeof leaf?.after !== 'string') return [];
    const before = typeof leaf.before === 'string' ? leaf.before : undefined;
    return [{ draft, before, after: leaf.after }];
  });
}
