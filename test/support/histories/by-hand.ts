/** The person at the console. */
import type { Operation } from '../../../src/adapters/adapter.ts';
import { formatAddress } from '../../../src/address.ts';
import { attributeAt, kindNamed } from '../../../src/catalog/index.ts';
import type { Kind } from '../../../src/catalog/kind.ts';
import { isMap, type Json, type JsonMap } from '../../../src/json.ts';
import { picked } from './declared.ts';
import { count, objectsOf, type Project, withSandbox } from './project.ts';
import type { Step } from './steps.ts';

/** Somebody changes the console: a thing that is there, or a new one in an app that is there. */
export async function byHand(project: Project, step: Extract<Step, { step: 'by-hand' }>): Promise<void> {
  const { action, pick, segments, body } = step;
  await withSandbox(project, async (sandbox) => {
    const objects = [...(await objectsOf(sandbox)).values()];
    const ofKind = (fits: (name: string) => boolean) =>
      picked(
        objects.filter((object) => fits(object.kind)),
        pick,
      );
    const isDeletion = action === 'delete';
    const own = ofKind((name) => (isDeletion ? kindNamed(name)?.form === 'object' : name === step.kind.name));
    const kind = isDeletion ? kindNamed(own?.kind ?? '') : step.kind;
    const app = ofKind((name) => name === 'app')?.segments[1];
    const fresh = segments[0] === 'apps' ? ['apps', app ?? '', ...segments.slice(2)] : segments;
    const target = action !== 'create' ? own?.segments : kind?.name === 'app' ? ['apps', ''] : fresh;
    if (!kind || !target || (target[1] === '' && kind.name !== 'app')) return;
    const patch = isDeletion ? {} : asPatch(kind, action, body);
    const perform = (what: Operation['action'], one: JsonMap) =>
      sandbox.perform({ action: what, kind: kind.name, segments: target, patch: one });
    if (isDeletion && kind.name === 'app') await perform('update', { enabled: false });
    const answer = await perform(action === 'create' && kind.form === 'section' ? 'update' : action, patch);
    // An app that got the name of another one is taken for it.
    if (kind.name === 'app' && answer.ok && !isDeletion) project.mayBeStranded = true;
    const what = isDeletion ? '' : ` ${JSON.stringify(patch)}`;
    const result = answer.ok ? (answer.id ?? 'ok') : answer.refused.code;
    project.lines.push(`by hand: ${action} ${formatAddress(target)}${what} → ${result}`);
    count(`by hand → ${answer.ok ? 'ok' : 'refused'}`);
  });
}

/** A body as a person gives it: without secrets, references and what asks for a default. */
function asPatch(kind: Kind, action: string, body: JsonMap): JsonMap {
  const entries = Object.entries(body)
    .filter(([key, value]) => value !== null && attributeAt(kind, [key])?.type !== 'secret')
    .map(([key, value]): [string, Json] => {
      const isNames = attributeAt(kind, [key])?.type === 'names';
      if (isNames && action === 'update' && Array.isArray(value))
        return [key, Object.fromEntries(value.map((one) => [String(one), true]))];
      return [key, value];
    })
    .filter(([key]) => action !== 'create' || kind.name !== 'app' || key === 'name');
  const text = JSON.stringify(Object.fromEntries(entries));
  const filled = text.replace(/\$\{apps\.\w+\.(\w+)\}/g, (_, what) => (what === 'resource' ? '*' : '1'));
  return JSON.parse(filled, (_, value) => (isMap(value) ? withoutNulls(value) : value)) as JsonMap;
}

const withoutNulls = (map: object) =>
  Object.fromEntries(Object.entries(map).filter(([, value]) => value !== null));
