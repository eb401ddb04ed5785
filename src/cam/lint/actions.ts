/** Actions (CAM-4): their form, and whether there are such. */
import { actionsAsOf } from '../../catalog/cam-actions.ts';
import { didYouMean, nearest } from '../../suggest.ts';
import { type ActionPattern, actionsOf, knownAction, matchesAction, readAction } from '../action.ts';
import type { Item } from '../document.ts';
import { typical } from '../match.ts';
import { quoted } from '../short.ts';
import { type Complaint, example, type LintPolicy, type LintRule } from './rule.ts';

/** Products of which the list has most actions, so that one that is not there is worth a word. */
const listed = ['im', 'cam', 'sts', 'tag'];

const actionsIn = ({ statements }: LintPolicy) => statements.flatMap((one) => one.actions);

/** A complaint about each item for which there is something to say. */
const about = (items: readonly Item[], say: (text: string) => string | undefined): Complaint[] =>
  items.flatMap(({ text, path }) => {
    const message = say(text);
    return message === undefined ? [] : [{ path, message }];
  });

function malformed(text: string): string | undefined {
  const action = readAction(text);
  if (!action) return `${quoted(text)} is not an action; write name/im:API, name/im:* or *`;
  if (isFeatureSet(text)) return undefined;
  const service = action.service.join('*');
  if (service.includes('*') && service !== '*')
    return `the product of ${quoted(text)} has to be named in full: a star is for the name of the action`;
  return undefined;
}

const isFeatureSet = (text: string) => /^\s*(?:actionName|permid)\//.test(text);

const unpublished = (text: string): string | undefined =>
  isFeatureSet(text)
    ? `which actions the feature set ${quoted(text)} has is not published, and what changes for whom cannot name them; name the actions`
    : undefined;

function strange(text: string): string | undefined {
  const action = readAction(text);
  const [service, name] = [action?.service.join('*') ?? '*', action?.name.join('*') ?? '*'];
  const known = listed.find((one) => one === service.toLowerCase());
  if (!action?.documented || known === undefined || name === '*') return undefined;
  if (known !== service) return `the product is "${known}", in small letters`;
  const names = actionsOf(service).map((one) => one.name);
  const as = `${text.startsWith('name/') ? 'name/' : ''}${service}:`;
  if (name.includes('*')) {
    if (names.some((one) => matchesAction(action, { service, name: one }))) return undefined;
    return `no known action matches ${quoted(text)} (list of ${actionsAsOf}); check how the actions begin`;
  }
  if (knownAction({ service, name })) return undefined;
  const near = nearest(name, names);
  if (near?.toLowerCase() === name.toLowerCase())
    return `it is spelt "${as}${near}", and whether CAM minds the case is not documented`;
  const hint = didYouMean(`${as}${name}`, near === undefined ? [] : [`${as}${near}`]);
  return `the list of ${actionsAsOf} has no action ${quoted(text)}.${hint || ' It may be newer than the list, or misspelt.'}`;
}

/** Actions that CAM knows for resource `*` only, in statements that name resources. */
function withoutResource({ statements }: LintPolicy): Complaint[] {
  return statements.flatMap(({ actions, resources, effect }) => {
    if (resources.length === 0 || resources.some(({ text }) => text === '*')) return [];
    return about(actions, (text) => {
      const action = readAction(text);
      if (!action || knownAction(nameOf(action))?.level !== 'operation') return undefined;
      const outcome = effect === 'allow' ? 'grant' : 'deny';
      return `${quoted(text)} is done to no app, so this statement does not ${outcome} it; give it a statement of its own with resource: "*"`;
    });
  });
}

const nameOf = ({ service, name }: ActionPattern) => ({ service: typical(service), name: typical(name) });

const blanks = ({ statements }: LintPolicy): Complaint[] =>
  statements.flatMap(({ actions, resources, conditions }) => [
    ...about([...actions, ...resources], (text) =>
      /\s/.test(text)
        ? `there is a blank in ${quoted(text)}; write ${quoted(text.replace(/\s/g, ''))}`
        : undefined,
    ),
    ...conditions.flatMap(({ name, path }) =>
      /\s/.test(name)
        ? [{ path, message: `there is a blank in ${quoted(name)}; write ${quoted(name.replace(/\s/g, ''))}` }]
        : [],
    ),
  ]);

export const actionRules: readonly LintRule[] = [
  {
    id: 'cam/action-syntax',
    severity: 'error',
    rules: ['CAM-4'],
    title: 'An action is name/PRODUCT:API, or a pattern of one',
    why: 'CAM refuses other texts.',
    good: example({ action: ['name/im:Describe*', 'im:CheckDev'] }),
    bad: example({ action: 'DescribeAbilityConfInfo' }),
    check: (policy) => about(actionsIn(policy), malformed),
  },
  {
    id: 'cam/feature-set',
    severity: 'warning',
    rules: ['CAM-4', 'CAM-7'],
    title: 'Actions are named one by one, or by a pattern',
    why: 'CAM takes feature sets of other products, but which actions one has is not published, and so cannot be reviewed.',
    good: example({ action: 'name/im:Describe*' }),
    bad: example({ action: 'permid/280649' }),
    check: (policy) => about(actionsIn(policy), unpublished),
  },
  {
    id: 'cam/stray-blank',
    severity: 'error',
    rules: ['CAM-3', 'CAM-4'],
    title: 'There is no blank in an action, resource or operator',
    why: 'The guide prints one in some of its resources; CAM would compare it, and nothing would match.',
    good: example({}),
    bad: example({ resource: 'qcs::im::uin/100000000001: sdkappid/1400000001' }),
    check: blanks,
  },
  {
    id: 'cam/unknown-action',
    severity: 'warning',
    rules: ['CAM-4'],
    title: 'An action is one that there is',
    why: 'CAM may take a misspelt action, and then nobody can do what was meant. Tencent publishes no whole list.',
    good: example({ action: 'name/im:SetAbilityConfInfo' }),
    bad: example({ action: 'name/im:SetAbiltyConfInfo' }),
    check: (policy) => about(actionsIn(policy), strange),
  },
  {
    id: 'cam/operation-level',
    severity: 'warning',
    rules: ['CAM-3'],
    title: 'An action that is done to no app has resource "*"',
    why: 'CAM takes such an action for not covered where a resource is named.',
    good: example({ action: 'name/im:CheckIMAgentUsed', resource: '*' }),
    bad: example({ action: 'name/im:CheckIMAgentUsed' }),
    check: withoutResource,
  },
];
