/** The commands: what each is called, takes and is like. Their code is loaded when they are called. */
import type { Run } from './world.ts';

export type OptionName =
  | 'environment'
  | 'vars'
  | 'format'
  | 'plan'
  | 'detailedExitcode'
  | 'apply'
  | 'autoApprove'
  | 'check'
  | 'targets'
  | 'yes'
  | 'force'
  | 'lock'
  | 'guardrails'
  | 'massChange'
  | 'live'
  | 'confirm'
  | 'runbook'
  | 'appKey'
  | 'expire'
  | 'stats'
  | 'serve';

export interface Command {
  /** Two words for a command in a group: `state list`. */
  readonly name: string;
  readonly summary: string;
  readonly arguments?: readonly { readonly syntax: string; readonly description: string }[];
  /** Groups of options, beside -C and --json, which all commands have. */
  readonly options: readonly OptionName[];
  /** Command lines after `chatform`, each with what it does. */
  readonly examples: readonly (readonly [string, string])[];
  readonly load: () => Promise<Run>;
}

export const commands: readonly Command[] = [
  {
    name: 'init',
    summary: 'write a first project that plans and applies as it is',
    options: [],
    examples: [
      ['init', 'in this directory'],
      ['init -C chat', 'in the directory chat'],
    ],
    load: async () => (await import('./init.ts')).run,
  },
  {
    name: 'validate',
    summary: 'check the configuration alone: all errors, no console',
    options: ['environment', 'vars', 'guardrails'],
    examples: [
      ['validate', 'what is wrong with the configuration here'],
      ['validate --env staging --json', 'the same for an environment, as JSON'],
    ],
    load: async () => (await import('./validate.ts')).run,
  },
  {
    name: 'fmt',
    summary: 'bring every file into canonical form, comments kept',
    options: ['check'],
    examples: [
      ['fmt', 'rewrite what has another form'],
      ['fmt --check', 'only say what has, with exit code 1'],
    ],
    load: async () => (await import('./fmt.ts')).run,
  },
  {
    name: 'diff',
    summary: 'what differs between two environments as declared',
    arguments: [
      { syntax: '<left>', description: 'an environment, or "default" for none' },
      { syntax: '<right>', description: 'another' },
    ],
    options: ['vars', 'detailedExitcode'],
    examples: [
      ['diff staging prod', 'setting by setting, with places'],
      ['diff staging prod --json', 'for programs'],
    ],
    load: async () => (await import('./diff.ts')).run,
  },
  {
    name: 'plan',
    summary: 'show what would change, and what cannot be taken back',
    options: [
      'environment',
      'vars',
      'targets',
      'plan',
      'format',
      'guardrails',
      'massChange',
      'detailedExitcode',
    ],
    examples: [
      ['plan', 'what apply would do'],
      ['plan --env prod --out prod.plan.json', 'save the plan for review'],
      ['plan --detailed-exitcode', 'exit code 2 when there is something to do'],
      ['plan --refresh-only', 'only what was changed outside of chatform'],
      ['plan --target apps.support', 'of one app alone'],
    ],
    load: async () => (await import('./plan.ts')).run,
  },
  {
    name: 'apply',
    summary: 'carry out a saved plan, or plan, ask and carry out',
    arguments: [{ syntax: '[plan]', description: 'a plan saved by `chatform plan --out`' }],
    options: ['environment', 'vars', 'targets', 'apply', 'guardrails', 'massChange', 'lock'],
    examples: [
      ['apply', 'plan, ask, apply'],
      ['apply prod.plan.json', 'exactly what was reviewed, or nothing'],
      ['apply --auto-approve --allow irreversible,billable', 'without a question, with consequences named'],
    ],
    load: async () => (await import('./apply.ts')).run,
  },
  {
    name: 'undo',
    summary: 'plan how to take back what an apply did; without a run, list the runs',
    arguments: [{ syntax: '[run]', description: 'the ID of a run; without it, the runs are listed' }],
    options: [
      'environment',
      'vars',
      'targets',
      'plan',
      'format',
      'guardrails',
      'massChange',
      'detailedExitcode',
    ],
    examples: [
      ['undo', 'the runs that can be taken back'],
      ['undo d52a4d8e4b2a8f82 --out undo.plan.json', 'save the plan, to be reviewed and applied'],
    ],
    load: async () => (await import('./undo.ts')).run,
  },
  {
    name: 'show',
    summary: 'show a saved plan',
    arguments: [{ syntax: '<plan>', description: 'a plan saved by `chatform plan --out`' }],
    options: ['format'],
    examples: [
      ['show prod.plan.json', 'as it was shown when it was made'],
      ['show --json prod.plan.json', 'for programs'],
    ],
    load: async () => (await import('./show.ts')).run,
  },
  {
    name: 'runbook',
    summary: 'what is to be done by hand in the console: pages, clicks and values',
    arguments: [
      { syntax: '[plan]', description: 'a plan saved by `chatform plan --out`; else one made now' },
    ],
    options: ['environment', 'vars', 'targets', 'runbook'],
    examples: [
      ['runbook', 'as text'],
      ['runbook prod.plan.json --format markdown', 'of a saved plan, as a check list'],
      ['runbook --check', 'whether it was done, as far as the public APIs show it'],
    ],
    load: async () => (await import('./runbook.ts')).run,
  },
  {
    name: 'confirm',
    summary: 'record what was done by hand in the console, by whom and when',
    arguments: [
      {
        syntax: '<address...>',
        description:
          'what was done: addresses of the runbook; apps.KEY=SDKAPPID for a new app; apps.KEY.* for all below',
      },
    ],
    options: ['environment', 'vars', 'confirm', 'yes', 'lock'],
    examples: [
      ['confirm apps.support.login apps.support.webhook', 'two changes, after a question'],
      ['confirm apps.support=1400000001', 'a new app, with the SDKAppID that it got'],
      ["confirm 'apps.support.*' --by alice --yes", 'all that is by hand below an app'],
      ['confirm --deny apps.support.login', 'it was not done after all'],
    ],
    load: async () => (await import('./confirm.ts')).run,
  },
  {
    name: 'github review',
    summary: 'show a saved plan to the reviewers of a pull request: comment, annotations, summary, check',
    arguments: [{ syntax: '<plan>', description: 'a plan saved by `chatform plan --out`' }],
    options: [],
    examples: [['github review prod.plan.json', 'in a run of GitHub Actions, with GITHUB_TOKEN']],
    load: async () => (await import('./github.ts')).review,
  },
  {
    name: 'github reviewed',
    summary: 'print the digest that was reviewed in the pull request of the merged commit',
    options: ['environment'],
    examples: [['github reviewed --env prod', 'of the commit in GITHUB_SHA; for `apply --expect`']],
    load: async () => (await import('./github.ts')).reviewed,
  },
  {
    name: 'github drift',
    summary: 'keep one issue open while something is not as declared',
    arguments: [{ syntax: '<plan>', description: 'a plan saved by `chatform plan --out`' }],
    options: [],
    examples: [['github drift prod.plan.json', 'in a nightly run of GitHub Actions']],
    load: async () => (await import('./github.ts')).drift,
  },
  {
    name: 'cam can',
    summary: 'whether somebody may do something, and by which statement; 3 when not',
    arguments: [
      { syntax: '<user>', description: 'a sub-account by name, or group:NAME' },
      { syntax: '<action>', description: 'an action such as im:UpdateSecret' },
      { syntax: '[app]', description: 'the key of an app, or an SDKAppID' },
    ],
    options: ['environment', 'vars', 'live'],
    examples: [
      ['cam can alice im:UpdateSecret support', 'once the configuration is applied'],
      ['cam can group:chat-operators im:UpdateSecret support --live', 'as it is now'],
    ],
    load: async () => (await import('./cam.ts')).can,
  },
  {
    name: 'cam who',
    summary: 'everybody who may do something, and by which statement',
    arguments: [
      { syntax: '<action>', description: 'an action such as im:UpdateSecret' },
      { syntax: '[app]', description: 'the key of an app, or an SDKAppID' },
    ],
    options: ['environment', 'vars', 'live'],
    examples: [['cam who im:UpdateSecret support', 'sub-accounts and groups']],
    load: async () => (await import('./cam.ts')).who,
  },
  {
    name: 'cam lint',
    summary: 'what is wrong with the policies of the configuration, or worth knowing',
    options: ['environment', 'vars'],
    examples: [['cam lint', 'validate and plan have the errors and warnings of it too']],
    load: async () => (await import('./cam.ts')).lint,
  },
  {
    name: 'cam needs',
    summary: 'the smallest policies under which chatform can plan and apply this configuration',
    options: ['environment', 'vars'],
    examples: [['cam needs --json', 'three policy documents']],
    load: async () => (await import('./cam.ts')).needs,
  },
  {
    name: 'guardrails test',
    summary: 'test guardrails by tables of changes: NAME.guardrails-test.yaml',
    options: ['environment', 'vars', 'guardrails'],
    examples: [
      ['guardrails test', 'those of the configuration here'],
      ['guardrails test --guardrails rules', 'those of a directory, with the tests that are in it'],
    ],
    load: async () => (await import('./guardrails.ts')).test,
  },
  {
    name: 'explain',
    summary: 'all that is known of a setting or a rule',
    arguments: [
      {
        syntax: '<path-or-rule>',
        description: 'a path such as messages.userStatus, a kind, or a rule such as EDN-14 or cam/too-long',
      },
    ],
    options: [],
    examples: [
      ['explain messages.userStatus', 'type, default, editions, page, rules'],
      ['explain apps.support.userFields.Level', 'by an address of your own'],
      ['explain EDN-14', 'a rule of the console'],
      ['explain cam/unknown-action', 'a rule of `cam lint`, with examples'],
    ],
    load: async () => (await import('./explain.ts')).run,
  },
  {
    name: 'import',
    summary: 'write YAML for what the console has and nobody manages; it plans empty',
    arguments: [
      { syntax: '[address]', description: 'one object: the address that it gets' },
      { syntax: '[id]', description: 'its ID or name in the console' },
    ],
    options: ['environment', 'vars', 'targets', 'check', 'lock'],
    examples: [
      ['import', 'all that is not managed yet'],
      ['import apps.help 1400000002', 'one app, under this key'],
      ['import --check', 'print the files, write nothing'],
      ['import --target apps.support.accounts', 'the accounts of an app'],
    ],
    load: async () => (await import('./import.ts')).run,
  },
  {
    name: 'extend',
    summary: 'ask for one more month of a Developer app',
    arguments: [{ syntax: '<address>', description: 'an app, such as apps.support' }],
    options: ['environment', 'vars', 'autoApprove', 'lock'],
    examples: [['extend apps.support', 'asks, then extends; done once, and never by itself']],
    load: async () => (await import('./extend.ts')).run,
  },
  {
    name: 'state list',
    summary: 'list what chatform manages',
    arguments: [{ syntax: '[address]', description: 'only what is at or below this address' }],
    options: ['environment'],
    examples: [
      ['state list', 'all addresses'],
      ['state list apps.support --env prod', 'of one app, in an environment'],
    ],
    load: async () => (await import('./state.ts')).list,
  },
  {
    name: 'state show',
    summary: 'show what is remembered of one resource',
    arguments: [{ syntax: '<address>', description: 'an address of `chatform state list`' }],
    options: ['environment'],
    examples: [['state show apps.support.messages', 'the values that chatform set or saw last']],
    load: async () => (await import('./state.ts')).show,
  },
  {
    name: 'state history',
    summary: 'list the states that are kept: when, by which command and run, how large',
    options: ['environment'],
    examples: [['state history --env prod', 'newest first']],
    load: async () => (await import('./state-history.ts')).history,
  },
  {
    name: 'state restore',
    summary: 'go back to a state that is kept, as a new serial; the console is left as it is',
    arguments: [{ syntax: '<serial>', description: 'a serial of `chatform state history`' }],
    options: ['environment', 'check', 'yes', 'lock'],
    examples: [
      ['state restore 12 --check', 'only show what would change'],
      ['state restore 12', 'show it, ask, restore'],
    ],
    load: async () => (await import('./state-history.ts')).restore,
  },
  {
    name: 'state accept',
    summary: 'go on from a state that is older than the one last seen here',
    options: ['environment', 'yes'],
    examples: [['state accept --env prod', 'say what it is, ask, go on']],
    load: async () => (await import('./state-accept.ts')).run,
  },
  {
    name: 'state rm',
    summary: 'forget resources; the console keeps them',
    arguments: [
      { syntax: '<address...>', description: 'addresses of `chatform state list`; an app with all in it' },
    ],
    options: ['environment', 'check', 'yes', 'lock'],
    examples: [
      ['state rm apps.support --check', 'only show what would be forgotten'],
      ['state rm apps.support.messages', 'show it, ask, forget'],
    ],
    load: async () => (await import('./state-edit.ts')).rm,
  },
  {
    name: 'state mv',
    summary: 'give an app another address, with all that is in it',
    arguments: [
      { syntax: '<from>', description: 'the address that it has' },
      { syntax: '<to>', description: 'the address that it gets' },
    ],
    options: ['environment', 'lock'],
    examples: [['state mv apps.support apps.help', 'in one environment; `moved:` does it in all']],
    load: async () => (await import('./state-edit.ts')).mv,
  },
  {
    name: 'state lock',
    summary: 'who holds the lock of the state, or that nobody does',
    options: ['environment'],
    examples: [['state lock --env prod', 'with the ID for `state unlock`']],
    load: async () => (await import('./state-lock.ts')).lock,
  },
  {
    name: 'state unlock',
    summary: 'take the lock away from a process of another machine that has ended',
    arguments: [{ syntax: '<id>', description: 'the ID of `chatform state lock`' }],
    options: ['environment'],
    examples: [['state unlock 6f1c9b1e-0d53-4c8a-9d0e-2f6b6f0f7a11', 'only that lock']],
    load: async () => (await import('./state-lock.ts')).unlock,
  },
  {
    name: 'state pull',
    summary: 'print the whole state as JSON: a backup, to be kept as private as the state',
    options: ['environment'],
    examples: [['state pull --env prod', 'on standard output']],
    load: async () => (await import('./state-copy.ts')).pull,
  },
  {
    name: 'state push',
    summary: 'replace the state by one of `state pull`, of the same lineage and not older',
    arguments: [{ syntax: '<file>', description: 'what `chatform state pull` printed' }],
    options: ['environment', 'yes', 'force', 'lock'],
    examples: [
      ['state push state.json', 'show what changes, ask, replace'],
      ['state push state.json --force', 'also another lineage, or an older one'],
    ],
    load: async () => (await import('./state-copy.ts')).push,
  },
  {
    name: 'state rekey',
    summary: 'encrypt the state anew with the present key, and say what still needs a previous one',
    options: ['environment', 'check', 'lock'],
    examples: [
      ['state rekey', 'after a key was changed, or encryption was begun'],
      ['state rekey --check', 'only say which states still need what is under `previous` or `migrate`'],
    ],
    load: async () => (await import('./state-rekey.ts')).run,
  },
  {
    name: 'sandbox status',
    summary: 'what the console on this machine has',
    options: ['environment', 'vars'],
    examples: [['sandbox status', 'apps, counts and clock']],
    load: async () => (await import('./sandbox.ts')).status,
  },
  {
    name: 'sandbox log',
    summary: 'every call that the sandbox was asked',
    options: ['environment', 'vars'],
    examples: [
      ['sandbox log', 'one line a call'],
      ['sandbox log --json', 'one JSON object a line'],
    ],
    load: async () => (await import('./sandbox.ts')).log,
  },
  {
    name: 'sandbox reset',
    summary: 'delete the sandbox and the state about it',
    options: ['environment', 'vars', 'yes', 'lock'],
    examples: [['sandbox reset --yes', 'begin anew, without a question']],
    load: async () => (await import('./sandbox.ts')).reset,
  },
  {
    name: 'sandbox serve',
    summary: "serve it on this machine: its console's pages, and Tencent's APIs",
    options: ['environment', 'vars', 'serve'],
    examples: [
      ['sandbox serve', 'until Ctrl-C, at http://127.0.0.1:8700'],
      ['sandbox serve --port 0 --json', 'at any free port; prints where'],
      ['sandbox serve --faults 5 --consistency-delay 30', 'as APIs are on a bad day'],
    ],
    load: async () => (await import('./sandbox-serve.ts')).serve,
  },
  {
    name: 'sandbox keys',
    summary: 'print the keys that the served sandbox is called with',
    options: ['environment', 'vars'],
    examples: [['sandbox keys', 'for a shell: eval "$(chatform sandbox keys)"']],
    load: async () => (await import('./sandbox-serve.ts')).keys,
  },
  {
    name: 'usersig create',
    summary: 'make a UserSig, which signs a user in, from the key of an app',
    options: ['appKey', 'expire'],
    examples: [
      ['usersig create --sdk-app-id 1400000001 --user alice --key-env APP_KEY', 'valid for 180 days'],
      ['usersig create --sdk-app-id 1400000001 --user alice --expire 1d', 'asks for the key'],
      [
        'usersig create --sdk-app-id 1400000001 --user alice --algorithm ecdsa-sha256 --key-file key.pem',
        'for an app from before 2019-08-15',
      ],
    ],
    load: async () => (await import('./usersig.ts')).create,
  },
  {
    name: 'usersig verify',
    summary: 'whose a UserSig is and for how long, or why it is not valid; 1 when not',
    arguments: [{ syntax: '<usersig>', description: 'the UserSig, or - to read it from standard input' }],
    options: ['appKey'],
    examples: [
      ['usersig verify --key-env APP_KEY -', 'of standard input, where no other user of the machine sees it'],
      [
        'usersig verify --sdk-app-id 1400000001 --user alice --key-env APP_KEY -',
        'and for this user of this app',
      ],
    ],
    load: async () => (await import('./usersig.ts')).verify,
  },
  {
    name: 'stats',
    summary: 'the daily statistics of an app: users, messages, groups, day over day',
    arguments: [{ syntax: '[app]', description: 'the key of an app; needed where there are several' }],
    options: ['environment', 'vars', 'stats'],
    examples: [
      ['stats support', 'of the last seven days'],
      ['stats support --from 2026-03-01 --to 2026-03-14 --format csv --out march.csv', 'for a spreadsheet'],
      ['stats support --days 30 --format html --out support.html', 'as a page with charts'],
    ],
    load: async () => (await import('./stats.ts')).run,
  },
  {
    name: 'status',
    summary: 'whether users are signed in, on what, and whether offline push reaches them',
    arguments: [
      { syntax: '<app>', description: 'the key of an app' },
      { syntax: '<user...>', description: 'UserIDs' },
    ],
    options: ['environment', 'vars'],
    examples: [['status support alice bob', 'of two users']],
    load: async () => (await import('./status.ts')).run,
  },
  {
    name: 'version',
    summary: 'print the version',
    options: [],
    examples: [['version', 'chatform and its version']],
    load: async () => (await import('./version.ts')).run,
  },
];

/** Groups of commands, with their summaries. */
export const groups: Readonly<Record<string, string>> = {
  cam: 'who may do what',
  github: 'plans in pull requests and issues',
  guardrails: "rules of the team's own over plans",
  state: 'what chatform remembers',
  sandbox: 'the console on this machine',
  usersig: 'what signs users in',
};
