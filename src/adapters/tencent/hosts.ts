/** Where Tencent's APIs are (API 3.0: the pages of CAM; Chat: "RESTful API Overview", 1047/34620). */

/** The site that an account was opened at. */
export type Site = 'china' | 'international';

/** The services of API 3.0 that are called. */
export type CloudService = 'cam' | 'tag' | 'cim';

/** The addresses of the Chat REST API by the data centre of an app. */
export const chatOrigins = {
  china: 'https://console.tim.qq.com',
  singapore: 'https://adminapisgp.im.qcloud.com',
  seoul: 'https://adminapikr.im.qcloud.com',
  frankfurt: 'https://adminapiger.im.qcloud.com',
  'silicon-valley': 'https://adminapiusa.im.qcloud.com',
  jakarta: 'https://adminapiidn.im.qcloud.com',
  tokyo: 'https://adminapijpn.im.qcloud.com',
} as const;

export type ChatRegion = keyof typeof chatOrigins;

/** The address of a service of API 3.0. */
export function cloudOrigin(site: Site, service: CloudService): string {
  return `https://${service}.${site === 'china' ? '' : 'intl.'}tencentcloudapi.com`;
}

/** True for a name or address of this machine, as `URL.hostname` has it. */
export function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127(?:\.\d{1,3}){3}$/.test(hostname);
}

/** What is wrong with an address that an API is to be called at: a clause; undefined where nothing is. */
export function originProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is no address of a server';
  const url = new URL(text);
  if (url.username + url.password !== '') return 'has a user or a password in it';
  if (url.pathname !== '/' || url.search + url.hash !== '')
    return 'has more in it than the address of a server';
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return undefined;
  return 'has to begin with https://';
}
