// @ts-check
/**
 * Stands in for a console, so that this example needs none: all of it is in one JSON file, in words of its own.
 * In your project a client of your API stands here, or what steers a browser.
 */
import fs from 'node:fs';

/**
 * An app, as this console has it.
 * @typedef {object} ConsoleApp
 * @property {string} title
 * @property {string} [category]
 * @property {string} about
 * @property {'FREE' | 'STANDARD' | 'PREMIUM'} plan
 * @property {'ECDSA' | 'HMAC'} signing
 * @property {boolean} active
 * @property {string} since
 * @property {Record<string, string>} tags
 * @property {{ to?: string, of: string[] }} callback
 */

/** @typedef {{ next: number, apps: Record<string, ConsoleApp> }} Content */

/** What the console does not allow: its own code and words, and the rule of the catalogue that it stands for. */
export class Refusal extends Error {
  /**
   * @param {string} code
   * @param {string} message
   * @param {string} [rule]
   */
  constructor(code, message, rule) {
    super(message);
    this.code = code;
    this.rule = rule;
  }
}

const plans = ['FREE', 'STANDARD', 'PREMIUM'];
const mostApps = 300;

/**
 * The console in a file. Every call reads and writes it at one go, so that calls side by side do not mix.
 * @param {string} file
 */
export function openConsole(file) {
  /** @returns {Content} */
  const load = () =>
    fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : { next: 1400000001, apps: {} };

  /** Beside the file and then in its place: whoever reads finds the old content or the new. @param {Content} content */
  const save = (content) => {
    fs.writeFileSync(`${file}.tmp`, `${JSON.stringify(content, null, 2)}\n`);
    fs.renameSync(`${file}.tmp`, file);
  };

  return {
    apps: () => load().apps,

    /** Registers an app, and tells its ID. @param {string} title */
    register(title) {
      const content = load();
      if (Object.keys(content.apps).length >= mostApps)
        throw new Refusal('TooManyApps', `An account has at most ${mostApps} apps.`, 'APP-2');
      const id = String(content.next);
      content.next += 1;
      content.apps[id] = {
        title,
        about: '',
        plan: 'FREE',
        signing: 'HMAC',
        active: true,
        since: new Date().toISOString(),
        tags: {},
        callback: { of: [] },
      };
      save(content);
      return id;
    },

    /** Changes some of an app. @param {string} id @param {Partial<ConsoleApp>} changes */
    change(id, changes) {
      const content = load();
      const app = content.apps[id];
      if (!app) throw new Refusal('NoSuchApp', `There is no app ${id}.`);
      if (changes.plan && plans.indexOf(changes.plan) < plans.indexOf(app.plan))
        throw new Refusal('NoDowngrade', 'A plan only goes up.', 'APP-7');
      if (changes.signing === 'ECDSA' && app.signing === 'HMAC')
        throw new Refusal('NoWayBack', 'There is no way back to ECDSA.', 'APP-11');
      content.apps[id] = { ...app, ...changes };
      save(content);
    },

    /** Deletes an app. @param {string} id */
    remove(id) {
      const content = load();
      if (content.apps[id]?.active) throw new Refusal('StillActive', 'Deactivate the app first.', 'APP-5');
      delete content.apps[id];
      save(content);
    },
  };
}
