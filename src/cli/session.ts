// What several retrievals of one command line share: connections, cookies, logins, the way out.

import { credentialsIn } from '../http/authorization.ts'
import type { RetrieveOptions } from '../retrieve.ts'
import { Pool } from '../net/pool.ts'
import { hasProxy, proxyFor } from '../net/proxy.ts'
import type { Values } from './flag.ts'
import { allEnvironment } from './environment.ts'
import type { asking, routing } from './flags.ts'

type Flags = Pick<
  Values<typeof asking.flags & typeof routing.flags>,
  | ('cookie' | 'cookie-jar' | 'netrc' | 'netrc-file')
  | ('proxy' | 'proxy-user' | 'noproxy' | 'proxy-insecure' | 'proxy-cacert')
>

export interface Session {
  /** For each retrieval. */
  options: Pick<RetrieveOptions, 'pool' | 'cookies' | 'credentialsFor' | 'proxyFor' | 'proxyTls'>
  /** Closes what is open, and keeps the cookies where -c says. @throws SluiceError write-failed */
  close: (stdout: { write: (text: string) => void }) => Promise<void>
}

/** @throws SluiceError usage, list-unreadable */
export async function openSession(values: Flags): Promise<Session> {
  const pool = new Pool()
  const files = values.cookie.filter((text) => !text.includes('='))
  const cookies = files.length > 0 || values['cookie-jar'] !== undefined ? await import('../net/cookies.ts') : undefined
  const jar = await cookies?.cookieJar(files)
  const logins = await netrc(values)
  // A copy: each look at process.env asks the system.
  const environment = { ...allEnvironment() }
  const settings = {
    ...(values.proxy === undefined ? {} : { proxy: withUser(values.proxy, values['proxy-user']) }),
    ...(values.noproxy === undefined ? {} : { noProxy: values.noproxy }),
  }
  return {
    options: {
      pool,
      ...(jar ? { cookies: jar } : {}),
      ...(logins ? { credentialsFor: logins } : {}),
      ...(hasProxy(settings, environment) ? { proxyFor: (url: URL) => proxyFor(url, settings, environment) } : {}),
      ...(values['proxy-insecure'] || values['proxy-cacert'] !== undefined
        ? {
            proxyTls: {
              ...(values['proxy-insecure'] ? { insecure: true } : {}),
              ...(values['proxy-cacert'] === undefined ? {} : { caFile: values['proxy-cacert'] }),
            },
          }
        : {}),
    },
    async close(stdout) {
      pool.close()
      const path = values['cookie-jar']
      if (!jar || !cookies || path === undefined) return
      if (path === '-') stdout.write(jar.toNetscape())
      else cookies.writeCookieFile(path, jar.toNetscape())
    },
  }
}

// -n of curl: logins by host. The file is read once, and only if it is wanted.
async function netrc(values: Flags): Promise<RetrieveOptions['credentialsFor'] | undefined> {
  if (!values.netrc && values['netrc-file'] === undefined) return undefined
  const { netrcLogin, readNetrc } = await import('../net/netrc.ts')
  const text = readNetrc(values['netrc-file'], allEnvironment())
  return text === undefined ? undefined : (url) => netrcLogin(text, url.hostname, credentialsIn(url)?.user)
}

function withUser(proxy: string, user: string | undefined): string {
  if (user === undefined) return proxy
  const [, scheme = '', rest = ''] = /^([a-z\d+.-]+:\/\/)?(?:[^@]*@)?(.*)$/is.exec(proxy) ?? []
  return `${scheme}${user.split(':').map(encodeURIComponent).join(':')}@${rest}`
}
