// How the commands over many URLs get there, and as whom: the flags of get that hold for all of them.

import type { Identity } from '../bulk/request-text.ts'
import { RunRate } from '../bulk/run-rate.ts'
import type { LaneOptions } from '../bulk/wire.ts'
import type { Values } from './flag.ts'
import { asking, routing, tls } from './flags.ts'
import { manyIdentity, parseFields } from './many.ts'
import { userAndPassword } from './retrieval.ts'
import { overrides } from './routes.ts'
import { openSession } from './session.ts'
import type { Session } from './session.ts'
import { tlsOptions } from './tls-options.ts'

const { netrc, 'netrc-file': netrcFile, cookie, 'cookie-jar': cookieJar } = asking.flags
const { resolve, proxy, 'proxy-user': proxyUser, noproxy } = routing.flags
const { 'proxy-insecure': proxyInsecure, 'proxy-cacert': proxyCacert } = routing.flags

/** As whom. */
export const manyLogin = {
  user: {
    short: 'u',
    kind: 'text',
    value: 'USER:PASSWORD',
    about: 'credentials (Basic) for every origin that is named, and for none that a redirect leads to',
  },
  netrc,
  'netrc-file': netrcFile,
  cookie,
  'cookie-jar': cookieJar,
} as const

/** By which way. */
export const manyRouting = {
  title: 'Connecting',
  flags: {
    resolve,
    proxy,
    'proxy-user': proxyUser,
    noproxy,
    'proxy-insecure': proxyInsecure,
    'proxy-cacert': proxyCacert,
    ...tls.flags,
  },
} as const

export interface Way {
  identity: Identity
  lanes: Omit<LaneOptions, 'names'>
  overrides: Map<string, string[]> | undefined
  close: Session['close']
}

/** @throws SluiceError usage, list-unreadable */
export async function manyWay(
  values: Values<typeof manyIdentity & typeof manyLogin & typeof manyRouting.flags>,
): Promise<Way> {
  const { options, close } = await openSession(values)
  const { cookies, credentialsFor, proxyFor, proxyTls } = options
  const byHand = values.cookie.filter((text) => text.includes('='))
  const ofTls = tlsOptions(values)
  // Said at once, not of each row.
  if (values.cacert ?? values.cert ?? values.key) (await import('../net/secure.ts')).secureContext(ofTls)
  for (const scheme of ['http', 'https']) proxyFor?.(new URL(`${scheme}://invalid./`))
  return {
    identity: {
      userAgent: values['user-agent'],
      fields: [...parseFields(values.header), ...(byHand.length > 0 ? [['Cookie', byHand.join('; ')] as const] : [])],
      credentials: values.user === undefined ? undefined : userAndPassword(values.user),
      credentialsFor,
      cookies,
    },
    lanes: {
      ...(values['connect-timeout'] === undefined ? {} : { connectTimeout: values['connect-timeout'] }),
      ...(values['idle-timeout'] === undefined ? {} : { idleTimeout: values['idle-timeout'] }),
      tls: ofTls,
      rate: values['limit-rate'] ? new RunRate(values['limit-rate']) : undefined,
      proxyFor,
      proxyTls,
    },
    overrides: values.resolve.length > 0 ? overrides(values.resolve) : undefined,
    close,
  }
}
