// @ts-check
/** An adapter: apps, tags and webhooks through Acme's own API. All else in the console is left to people. */
import path from 'node:path';
import { byAddress, done, failed, kinds, liveObject, patched, refused } from 'chatform/adapter';
import { openConsole, Refusal } from './console.js';

/** @import { Capabilities, JsonMap, LiveObject, OpenAdapter, Operation } from 'chatform/adapter' */
/** @import { ConsoleApp } from './console.js' */

const ours = ['app', 'tags', 'webhook'];
const others = kinds.map(({ name }) => name).filter((name) => !ours.includes(name));

/** @type {Capabilities} */
export const capabilities = {
  // A person makes these changes in the console; the reason is shown in every plan.
  byHand: others.map((kind) => ({ kind, reason: "Acme's API does not have it." })),
  // And of these only what a person confirmed is known.
  unseen: others,
};

/** @type {OpenAdapter} */
export function openAdapter({ account, directory, options, log }) {
  if (typeof options.file !== 'string') throw new Error('options.file: the name of a JSON file is missing');
  const console = openConsole(path.join(directory, options.file));

  /** What is in an app, or is it. @param {string} id @param {ConsoleApp} app @returns {LiveObject[]} */
  const inside = (id, app) => [
    liveObject(['apps', id, 'tags'], app.tags),
    liveObject(['apps', id, 'webhook'], webhookBody(app)),
  ];

  /** Carries one operation out. @param {Operation} operation @returns {string | undefined} the ID of a new app */
  const carryOut = ({ action, kind, segments: [, id = ''], patch }) => {
    const app = console.apps()[id];
    if (kind === 'app' && action === 'create') return console.register(String(patch.name));
    // What is gone already has not to be deleted again.
    if (kind === 'app' && action === 'delete') return void console.remove(id);
    if (!app) throw new Refusal('NoSuchApp', `There is no app ${id}.`);
    if (action !== 'update') throw new Refusal('NoSuchPage', `Nothing can ${action} ${kind}.`);
    if (kind === 'app') console.change(id, appFrom(patched(kind, appBody(app), patch)));
    else if (kind === 'tags') console.change(id, { tags: tagsFrom(patched(kind, app.tags, patch)) });
    else if (kind === 'webhook')
      console.change(id, { callback: webhookFrom(patched(kind, webhookBody(app), patch)) });
    else throw new Refusal('NoSuchPage', `Nothing can ${action} ${kind}.`);
    return undefined;
  };

  return {
    capabilities,

    async read({ apps: wanted }) {
      const all = Object.entries(console.apps());
      const found = all.flatMap(([id, app]) => [
        liveObject(['apps', id], appBody(app), { sdkAppId: id, createdAt: app.since }),
        // Only of the apps that are asked for: an account may have hundreds.
        ...(wanted.includes(id) ? inside(id, app) : []),
      ]);
      return {
        account,
        now: new Date().toISOString(),
        objects: byAddress(found),
        unreadable: [],
        directory: { users: ['alice'], groups: ['chat-operators'], presets: [] },
      };
    },

    async write(operation) {
      log('write', { action: operation.action, kind: operation.kind });
      try {
        return done(carryOut(operation));
      } catch (error) {
        if (error instanceof Refusal) return refused(error.code, error.message, error.rule);
        // The file is replaced at the very end: what fails before has not happened. A call over a network that
        // got no answer may have, and is `lost`.
        return failed('FileError', error instanceof Error ? error.message : 'The file could not be written.');
      }
    },
  };
}

// The catalogue's words and the console's, both ways.

/** @type {Readonly<Record<string, ConsoleApp['plan']>>} */
const plans = { developer: 'FREE', standard: 'STANDARD', premium: 'PREMIUM' };
/** @type {Readonly<Record<string, ConsoleApp['signing']>>} */
const signings = { 'ecdsa-sha256': 'ECDSA', 'hmac-sha256': 'HMAC' };

/** @param {Readonly<Record<string, string>>} words @param {string} meaning */
const wordFor = (words, meaning) => Object.keys(words).find((word) => words[word] === meaning) ?? meaning;

/** @param {ConsoleApp} app @returns {JsonMap} */
function appBody({ title, category, about, plan, signing, active }) {
  return {
    name: title,
    ...(category !== undefined && { type: category }),
    introduction: about,
    edition: wordFor(plans, plan),
    keyAlgorithm: wordFor(signings, signing),
    enabled: active,
  };
}

/** @param {JsonMap} body @returns {Partial<ConsoleApp>} */
function appFrom({ name, type, introduction, edition, keyAlgorithm, enabled }) {
  return {
    title: String(name),
    category: type === undefined ? undefined : String(type),
    about: String(introduction ?? ''),
    plan: plans[String(edition)],
    signing: signings[String(keyAlgorithm)],
    active: enabled !== false,
  };
}

/** @param {ConsoleApp} app @returns {JsonMap} */
function webhookBody({ callback }) {
  return { ...(callback.to !== undefined && { url: callback.to }), events: callback.of };
}

/** @param {JsonMap} body @returns {ConsoleApp['callback']} */
function webhookFrom({ url, events }) {
  const of = Array.isArray(events) ? events.map(String) : [];
  return typeof url === 'string' ? { to: url, of } : { of };
}

/** @param {JsonMap} body @returns {Record<string, string>} */
const tagsFrom = (body) =>
  Object.fromEntries(Object.entries(body).map(([key, value]) => [key, String(value)]));
