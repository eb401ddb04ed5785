/** CAM's policies (api.md §2.2): D:598, API pages of `CreatePolicy` and its neighbours. */
import { isMap, type Json, type JsonMap } from '../../../json.ts';
import { page, paging, reading, writing } from './cam-paging.ts';
import {
  answerOf,
  type CloudAction,
  type CloudAnswer,
  cloudError,
  cloudTime,
  fields,
  integerIn,
  perform,
  textIn,
} from './cloud-answer.ts';
import type { CamView, Policy } from './consistency.ts';

const policyOf = (view: CamView, id: Json | undefined) => view.policies.find((policy) => policy.id === id);

const noSuchPolicy = (code: string) => cloudError(code, 'There is no policy of this PolicyId.');
const notFound = () => noSuchPolicy('ResourceNotFound.PolicyIdNotFound');

/** A PolicyId is a positive number. */
function badId(id: number | undefined): CloudAnswer | undefined {
  if (id !== undefined && id > 0) return undefined;
  return cloudError('InvalidParameter.PolicyIdError', 'A PolicyId is a positive number.');
}

/** The document as a map; what is no JSON is handed on as text, which the console refuses. */
function documentOf(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const tagged = { required: { Key: 'text', Value: 'text' } } as const;

const create: CloudAction = {
  ...writing,
  required: { PolicyName: 'text', PolicyDocument: 'text' },
  optional: { Description: 'text', Tags: [tagged] },
  run: async (desk, request) => {
    if (Array.isArray(request.Tags) && request.Tags.length > 0) {
      return cloudError('UnsupportedOperation', 'The sandbox keeps no tags of policies.');
    }
    const name = textIn(request, 'PolicyName') ?? '';
    const answer = await perform(desk, 'CreatePolicy', {
      policyName: name,
      document: documentOf(textIn(request, 'PolicyDocument') ?? ''),
      description: textIn(request, 'Description') ?? '',
    });
    const [id] = desk.tables.first('SELECT id FROM policies WHERE name = ?', name) ?? [];
    return answerOf(answer, {}, { PolicyId: Number(id) });
  },
};

/** By ID, or by name, in which case the answer has the ID. */
const update: CloudAction = {
  ...writing,
  optional: {
    PolicyId: 'integer',
    PolicyName: 'text',
    Description: 'text',
    PolicyDocument: 'text',
    Alias: 'text',
  },
  run: async (desk, request) => {
    const [id, name] = [integerIn(request, 'PolicyId'), textIn(request, 'PolicyName')];
    if (id === undefined && name === undefined) {
      return cloudError('InvalidParameter.ParamError', 'Give a PolicyId or a PolicyName.');
    }
    if (request.Alias !== undefined) {
      return cloudError('UnsupportedOperation', 'The sandbox keeps no remarks of preset policies.');
    }
    const bad = name === undefined ? badId(id) : undefined;
    if (bad) return bad;
    const { policies } = desk.cam.now();
    const policy = policies.find((one) => (id === undefined ? one.name === name : one.id === id));
    if (!policy) return notFound();
    const [description, text] = [textIn(request, 'Description'), textIn(request, 'PolicyDocument')];
    const answer = await perform(desk, 'UpdatePolicy', {
      policyName: policy.name,
      ...(description === undefined ? {} : { description }),
      ...(text === undefined ? {} : { document: documentOf(text) }),
    });
    return answerOf(answer, {}, id === undefined ? { PolicyId: policy.id } : {});
  },
};

/** All of them, or none if one is not there. */
const remove: CloudAction = {
  ...writing,
  required: { PolicyId: ['integer'] },
  run: async (desk, request) => {
    const ids = new Set(Array.isArray(request.PolicyId) ? (request.PolicyId as number[]) : []);
    if (ids.size === 0) return cloudError('InvalidParameter.ParamError', 'Give at least one PolicyId.');
    const names: string[] = [];
    for (const id of ids) {
      const policy = policyOf(desk.cam.now(), id);
      const bad = badId(id) ?? (policy ? undefined : notFound()) ?? (policy?.preset ? isPreset() : undefined);
      if (bad) return bad;
      names.push(String(policy?.name));
    }
    const requests = names.map((policyName) => ({ action: 'DeletePolicy', request: { policyName } }));
    const answers = await desk.sandbox.api.call(requests);
    return answerOf(answers.find((answer) => !answer.ok) ?? { ok: true });
  },
};

const isPreset = () => cloudError('InvalidParameter.PolicyIdError', 'A preset policy cannot be deleted.');

const get: CloudAction = {
  ...reading,
  required: { PolicyId: 'integer' },
  run: (desk, request) => {
    const policy = policyOf(desk.cam.shown(), request.PolicyId);
    if (!policy) return badId(integerIn(request, 'PolicyId')) ?? notFound();
    return fields({
      PolicyName: policy.name,
      Description: policy.description,
      Type: typeOf(policy),
      AddTime: cloudTime(policy.createdAt),
      UpdateTime: cloudTime(policy.updatedAt),
      PolicyDocument: asReturned(policy.document),
      PresetAlias: null,
      IsServiceLinkedRolePolicy: 0,
      Tags: [],
    });
  },
};

/** 1 custom, 2 preset. */
const typeOf = ({ preset }: Policy) => (preset ? 2 : 1);

/** Actions and resources come back as lists, and each slash escaped. */
function asReturned(document: string): string {
  const parsed = JSON.parse(document) as JsonMap;
  const { statement } = parsed;
  const statements = Array.isArray(statement) ? (statement as Json[]).map(withLists) : [];
  return JSON.stringify({ ...parsed, statement: statements }).replaceAll('/', '\\/');
}

function withLists(statement: Json): Json {
  if (!isMap(statement)) return statement;
  const { action, resource } = statement;
  return {
    ...(statement as JsonMap),
    action: Array.isArray(action) ? action : [String(action)],
    resource: Array.isArray(resource) ? resource : [String(resource)],
  };
}

const scopes: ReadonlyMap<string, (policy: Policy) => boolean> = new Map([
  ['All', () => true],
  ['QCS', ({ preset }: Policy) => preset],
  ['Local', ({ preset }: Policy) => !preset],
]);

const list: CloudAction = {
  ...reading,
  optional: { ...paging, Scope: 'text', Keyword: 'text' },
  run: (desk, request) => {
    const inScope = scopes.get(textIn(request, 'Scope') ?? 'All');
    if (!inScope) return cloudError('InvalidParameter.ScopeError', 'Scope is All, QCS or Local.');
    const view = desk.cam.shown();
    const keyword = textIn(request, 'Keyword') ?? '';
    const found = view.policies.filter((policy) => inScope(policy) && policy.name.includes(keyword));
    return page(request, found, (items, total) => ({
      TotalNum: total,
      List: items.map((policy) => listed(view, policy)),
      ServiceTypeList: [],
    }));
  },
};

function listed(view: CamView, policy: Policy): JsonMap {
  const attachments = view.attachments.filter(({ policy: name }) => name === policy.name).length;
  return {
    PolicyId: policy.id,
    PolicyName: policy.name,
    AddTime: cloudTime(policy.createdAt),
    Type: typeOf(policy),
    Description: policy.description,
    CreateMode: 2,
    Attachments: attachments,
    ServiceType: '',
    IsAttached: null,
    Deactived: 0,
    DeactivedDetail: [],
    IsServiceLinkedPolicy: 0,
    AttachEntityCount: attachments,
    AttachEntityBoundaryCount: 0,
    UpdateTime: cloudTime(policy.updatedAt),
    Tags: [],
  };
}

export const policyCloudActions: Readonly<Record<string, CloudAction>> = {
  CreatePolicy: create,
  UpdatePolicy: update,
  DeletePolicy: remove,
  GetPolicy: get,
  ListPolicies: list,
};
