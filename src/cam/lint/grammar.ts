/** The grammar of policies (CAM-5), as CAM itself checks it. */
import { example, type LintRule } from './rule.ts';

/** What a policy may have at most, in characters without spaces (598/10609). */
export const maxLength = 6144;

const grammar = { severity: 'error', rules: ['CAM-5'], good: example({}) } as const;

/** More texts than a policy can hold. */
const tooLong = example({
  action: Array.from({ length: 250 }, (_, i) => `name/im:DescribeSomethingNumber${i}`),
});

export const grammarRules: readonly LintRule[] = [
  {
    ...grammar,
    id: 'cam/document',
    title: 'A policy is an object',
    why: 'CAM refuses anything else.',
    bad: 'allow name/im:*',
  },
  {
    ...grammar,
    id: 'cam/version',
    title: 'The version is "2.0"',
    why: 'There is no other version of the grammar, and the number 2 is not the text "2.0".',
    bad: { version: 2, statement: [{ effect: 'allow', action: '*', resource: '*' }] },
  },
  {
    ...grammar,
    id: 'cam/statement',
    title: 'A policy has a list of statements',
    why: 'CAM refuses a policy without statements, and a statement that is no object.',
    bad: { version: '2.0', statement: [] },
  },
  {
    ...grammar,
    id: 'cam/unknown-element',
    title: 'Elements are those of the grammar',
    why: 'CAM refuses a policy with a misspelt element; if it did not, a condition could be lost.',
    bad: example({ conditions: { ip_equal: { 'qcs:ip': '10.0.0.0/8' } } }),
  },
  {
    ...grammar,
    id: 'cam/missing-element',
    title: 'A statement has effect, action and resource',
    why: 'CAM refuses a statement without them.',
    bad: example({ resource: undefined }),
  },
  {
    ...grammar,
    id: 'cam/effect',
    title: 'The effect is allow or deny',
    why: 'CAM knows no other effect, and no capital letters in one.',
    bad: example({ effect: 'Allow' }),
  },
  {
    ...grammar,
    id: 'cam/principal',
    title: 'A policy of users and groups has no principal',
    why: 'Whom it holds for is said by attaching it; CAM refuses a principal here.',
    bad: example({ principal: { qcs: ['qcs::cam::uin/100000000001:uin/100000000007'] } }),
  },
  {
    ...grammar,
    id: 'cam/condition-syntax',
    title: 'A condition is operator, key and values',
    why: 'CAM refuses a condition in any other form.',
    good: example({ condition: { ip_equal: { 'qcs:ip': ['10.0.0.0/8'] } } }),
    bad: example({ condition: { 'qcs:ip': '10.0.0.0/8' } }),
  },
  {
    ...grammar,
    id: 'cam/too-long',
    title: 'A policy has at most 6,144 characters',
    why: 'CAM refuses a longer one; spaces do not count.',
    bad: tooLong,
    check: ({ length }) =>
      length <= maxLength
        ? []
        : [
            {
              path: [],
              message: `the policy has ${length.toLocaleString('en')} characters without spaces, and CAM takes ${maxLength.toLocaleString('en')}; use patterns such as name/im:Describe*, or make two policies of it`,
            },
          ],
  },
];
