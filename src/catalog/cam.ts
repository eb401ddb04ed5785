/** Cloud Access Management: custom policies, and whom custom and preset policies are attached to. */
import type { Kind, ObjectAttribute } from './kind.ts';

/** What the name of a policy must look like (public CAM API: CreatePolicy). */
export const policyName = {
  title: 'Name of the policy',
  example: 'support-operators',
  pattern: '^[A-Za-z0-9+=,.@_-]+$',
  hint: 'letters, digits and + = , . @ _ -',
  minLength: 1,
  maxLength: 128,
};

const user = { title: 'Name of the sub-account', example: 'alice', minLength: 1, hint: 'not empty' };
const group = { title: 'Name of the user group', example: 'chat-operators', minLength: 1, hint: 'not empty' };

// An attachment is there or not: it has nothing to set.
const attachment = (description: string): ObjectAttribute => ({
  type: 'object',
  title: 'Attachment',
  description,
  attributes: {},
  rules: ['CAM-2'],
});

/** From the page of a sub-account; the guide has none for user groups, which have a page that is like it. */
const attaching = {
  create: [
    'Click {key}.',
    'Click Add Policy, or Associate Policy if there are permissions already.',
    'Select "Select policies from the policy list", search for {parent}, select it, and complete the authorization.',
  ],
  delete: ['Click {key}.', 'Click Unassociate for the policy {parent}, and complete the deauthorization.'],
};

const attached = {
  served: 'cam-api',
  clicks: attaching,
  form: 'object',
  listed: true,
  leaving: 'deleted',
} as const;

export const camKinds: readonly Kind[] = [
  {
    name: 'cam-policy',
    path: ['cam', 'policies', '*'],
    title: 'CAM policy',
    description: 'A custom policy that allows or denies what sub-accounts may do with apps.',
    page: 'CAM console > Policies',
    served: 'cam-api',
    clicks: {
      create: [
        'Click Create Custom Policy, and select Create by Policy Syntax.',
        'Select Blank Template in the Select a template type area, and click Next.',
        'Name the policy {key}, and paste the document below into the Policy Content box.',
        'Click Done.',
      ],
      update: ['Open the policy {key}, set the values below, and save them.'],
      delete: ['Delete the policy {key}.'],
    },
    form: 'object',
    key: policyName,
    body: {
      type: 'object',
      title: 'CAM policy',
      description: 'What the policy is for, and what it says.',
      rules: ['CAM-2', 'CAM-5'],
      attributes: {
        description: {
          type: 'string',
          title: 'Description',
          description: 'What the policy is for.',
          default: '',
          atCreation: true,
          text: { maxBytes: 300 },
          rules: ['CAM-2'],
        },
        document: {
          type: 'document',
          grammar: 'cam-policy',
          title: 'Policy Content',
          description:
            "The policy in CAM's own grammar: version 2.0 and statements of effect, action, resource and condition. A deny wins over an allow.",
          required: true,
          atCreation: true,
          rules: ['CAM-3', 'CAM-4', 'CAM-5', 'CAM-6', 'CAM-7'],
        },
      },
    },
    leaving: 'deleted',
    rules: ['CAM-2', 'CAM-5'],
  },
  {
    name: 'cam-policy-user',
    path: ['cam', 'policies', '*', 'users', '*'],
    title: 'Sub-account of a CAM policy',
    description: 'A sub-account that the custom policy is attached to.',
    page: 'CAM console > Users > User List',
    ...attached,
    key: user,
    body: attachment('The policy is attached to the sub-account.'),
    rules: ['CAM-2', 'CAM-8'],
  },
  {
    name: 'cam-policy-group',
    path: ['cam', 'policies', '*', 'groups', '*'],
    title: 'User group of a CAM policy',
    description: 'A user group that the custom policy is attached to.',
    page: 'CAM console > User Groups',
    ...attached,
    key: group,
    body: attachment('The policy is attached to the user group.'),
    rules: ['CAM-2', 'CAM-8'],
  },
  {
    name: 'cam-preset-user',
    path: ['cam', 'presets', '*', 'users', '*'],
    title: 'Sub-account of a preset policy',
    description: "A sub-account that one of Tencent's preset policies is attached to.",
    page: 'CAM console > Users > User List',
    ...attached,
    key: user,
    body: attachment('The preset policy is attached to the sub-account.'),
    rules: ['CAM-1', 'CAM-2'],
  },
  {
    name: 'cam-preset-group',
    path: ['cam', 'presets', '*', 'groups', '*'],
    title: 'User group of a preset policy',
    description: "A user group that one of Tencent's preset policies is attached to.",
    page: 'CAM console > User Groups',
    ...attached,
    key: group,
    body: attachment('The preset policy is attached to the user group.'),
    rules: ['CAM-1', 'CAM-2'],
  },
];
