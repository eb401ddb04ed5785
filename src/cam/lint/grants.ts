/** What a policy grants: more than is good, nothing, or not what is meant. */
import { factsOf } from '../access.ts';
import { actionsOf, actionText, escalationOf, matchesAction, readAction } from '../action.ts';
import { conditionsHold } from '../condition.ts';
import type { Item } from '../document.ts';
import { covers, patternOf } from '../match.ts';
import { readResource } from '../resource.ts';
import { list } from '../terms.ts';
import { isSoundTagCondition } from './conditions.ts';
import { voidAllows } from './overlaps.ts';
import {
  allowing,
  type Complaint,
  example,
  exampleApp,
  isFree,
  type LintPolicy,
  type LintRule,
  type LintWorld,
} from './rule.ts';

/** The first item that takes in all that a text does. */
const wholeItem = (items: readonly Item[], isWhole: (text: string) => boolean) =>
  items.find(({ text }) => isWhole(text.replace(/\s/g, '')));

const isEveryAction = (text: string) => text === '*' || /^(?:name\/)?\*:\*$/.test(text);

function everything(policy: LintPolicy): Complaint[] {
  return allowing(policy).flatMap((statement) => {
    const action = wholeItem(statement.actions, isEveryAction);
    const resource = wholeItem(statement.resources, (text) => text === '*');
    if (!isFree(statement) || !action || !resource) return [];
    const message =
      'this allows everything in the account, CAM itself and all other products included; name the products, such as name/im:*';
    return [{ path: action.path, message }];
  });
}

function everyApp(policy: LintPolicy, { account }: LintWorld): Complaint[] {
  const anyApp = readResource(`qcs::im::uin/${account}:sdkappid/*`, account)?.segments;
  return allowing(policy).flatMap((statement) => {
    const action = wholeItem(statement.actions, (text) => /^(?:name\/)?im:\*$/.test(text));
    const resource = statement.resources.find(({ text }) => {
      const segments = readResource(text, account)?.segments;
      if (!segments || !anyApp) return text === '*';
      return covers(segments.service, anyApp.service) && covers(segments.path, anyApp.path);
    });
    if (!isFree(statement) || !action || !resource) return [];
    const message =
      'this allows all of Chat on every app, those to come included; name the apps if some are meant';
    return [{ path: resource.path, message }];
  });
}

/** Actions that lead to more rights than the policy says. */
function escalations(policy: LintPolicy): Complaint[] {
  return allowing(policy).flatMap(({ actions }) =>
    actions.flatMap(({ text, path }) => {
      const action = readAction(text);
      const service = action?.service.join('*') ?? '';
      if (!action || (service !== 'cam' && service !== 'sts')) return [];
      const exact = { service, name: action.name.join('*') };
      const known = actionsOf(service).filter((one) => matchesAction(action, one));
      const found = (known.length > 0 ? known : [exact]).filter((one) => escalationOf(one) !== undefined);
      if (found.length === 0) return [];
      const named = list(found.map(actionText), 3);
      const message = `whoever has this can take any right, or get at keys (${named}); leave it out, or attach it to those alone who run the account`;
      return [{ path, message }];
    }),
  );
}

function nothing(policy: LintPolicy, world: LintWorld): Complaint[] {
  if (!policy.isSound || policy.statements.length === 0) return [];
  const allows = allowing(policy);
  if (allows.length === 0) {
    const message = 'the policy only denies: whoever has it needs another policy that allows something';
    return [{ path: [], message }];
  }
  const paths = new Set(voidAllows(policy, world).map(({ path }) => path.join('\n')));
  if (!allows.every(({ path }) => paths.has(path.join('\n')))) return [];
  return [{ path: [], message: 'the policy grants nothing: its own statements deny all that it allows' }];
}

/** TAG-3, CAM-8: statements by tag, and the apps that they cannot reach. */
function untagged(policy: LintPolicy, { account, apps }: LintWorld): Complaint[] {
  const known = apps.filter((app) => app.tags !== undefined);
  return allowing(policy).flatMap((statement) => {
    const ofChat = statement.actions.some(({ text }) => {
      const action = readAction(text);
      return action && covers(action.service, patternOf('im'));
    });
    const byTag = statement.conditions.filter(
      (one) => isSoundTagCondition(one) && !one.key.startsWith('qcs:request_tag'),
    );
    const [condition] = byTag;
    if (!condition || !ofChat || known.length === 0) return [];
    const reached = known.filter(
      (app) => conditionsHold(byTag, 'allow', factsOf(app, account)) !== undefined,
    );
    const bare = known.filter((app) => Object.keys(app.tags ?? {}).length === 0 && !reached.includes(app));
    if (reached.length === 0) {
      const message = `no app has ${list(condition.values, 3, 'or')}, so this reaches none; give the apps the tag first`;
      return [{ path: condition.path, message }];
    }
    if (bare.length === 0) return [];
    const named = list(
      bare.map((app) => app.name),
      3,
    );
    const message = `${named} ${bare.length > 1 ? 'have' : 'has'} no tags, so this does not reach ${bare.length > 1 ? 'them' : 'it'}, nor an app that is made until it gets the tag; give the apps their tags`;
    return [{ path: condition.path, message }];
  });
}

const everythingBut = example({ action: 'name/im:*' }, { effect: 'deny', action: 'name/im:UpdateSecret' });

export const grantRules: readonly LintRule[] = [
  {
    id: 'cam/grants-everything',
    severity: 'warning',
    rules: ['CAM-4'],
    title: 'A policy does not allow everything',
    why: 'Action "*" on resource "*" is the whole account: other products, bills, keys, and CAM itself.',
    good: example({ action: 'name/im:*' }),
    bad: example({ action: '*', resource: '*' }),
    check: everything,
  },
  {
    id: 'cam/every-app',
    severity: 'note',
    rules: ['CAM-3'],
    title: 'All of Chat on every app is meant',
    why: 'It takes in apps that nobody has made yet.',
    good: everythingBut,
    bad: example({ action: 'name/im:*', resource: exampleApp('*') }),
    check: everyApp,
  },
  {
    id: 'cam/escalation',
    severity: 'warning',
    rules: ['CAM-2'],
    title: 'A policy does not lead to more rights',
    why: 'Who can attach policies or make keys has every right, whatever the policies say.',
    good: example({ action: ['name/cam:GetPolicy', 'name/cam:ListPolicies'], resource: '*' }),
    bad: example({ action: 'name/cam:AttachUserPolicy', resource: '*' }),
    check: escalations,
  },
  {
    id: 'cam/grants-nothing',
    severity: 'note',
    rules: ['CAM-5'],
    title: 'A policy grants something',
    why: 'What no statement allows is not allowed, so that a deny alone is only of use beside other policies.',
    good: everythingBut,
    bad: example({ effect: 'deny', action: 'name/im:UpdateSecret' }),
    check: nothing,
  },
  {
    id: 'cam/untagged-apps',
    severity: 'warning',
    rules: ['CAM-8', 'TAG-3'],
    title: 'A policy by tag reaches the apps that are meant',
    why: 'Whoever is authorised by tag cannot see an app without the tag, and a new app has none.',
    good: example({
      action: '*',
      resource: '*',
      condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&chat'] } },
    }),
    bad: example({
      action: '*',
      resource: '*',
      condition: { 'for_any_value:string_equal': { 'qcs:tag': ['team&sales'] } },
    }),
    check: untagged,
  },
];
