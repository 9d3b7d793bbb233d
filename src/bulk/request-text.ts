// The request of one of many: the same but for its target and host, so it is put together from two pieces.
//
// What the user set (fields, a login, cookies by hand) goes to the origins that the user named: those of the list, each as
// often as it is there. Where a redirect leads to another it does not go along (see http/redirect.ts).

import { fieldValue, token } from '../http/abnf.ts'
import { basicAuthorization, credentialsIn } from '../http/authorization.ts'
import type { Header } from '../http/header.ts'
import { SluiceError } from '../errors.ts'
import type { Field } from '../http/types.ts'
import { forwards, proxyAuthorization } from '../net/proxy.ts'
import type { Proxy } from '../net/proxy.ts'
import { version } from '../version.ts'
import type { Address } from './address.ts'

interface Login {
  user: string
  password: string
}

export interface Identity {
  /** The User-Agent field. @default `sluice/VERSION`: robots.txt may name us */
  userAgent?: string | undefined
  /** Fields besides, or instead of, our own. */
  fields?: readonly Field[] | undefined
  /** For each origin that is named (Basic). @default what its URL has */
  credentials?: Login | undefined
  /** Asked for an origin's where there are no others: ~/.netrc. */
  credentialsFor?: ((url: URL) => Login | undefined) | undefined
  /** Cookies for each request, and who keeps those that answers set. */
  cookies?: { for: (url: URL) => string | undefined; take: (url: URL, header: Header) => void } | undefined
  /** A proxy that takes requests itself wants another target. */
  proxyFor?: ((url: URL) => Proxy | undefined) | undefined
}

/**
 * @param own fields of this one request, whose values are sendable
 * @param named the user named this origin. @default true
 */
export type RequestText = (url: Address, own?: readonly Field[], named?: boolean) => string

/** @throws SluiceError usage, for a field that would break out of its line */
export function requestText(identity: Identity): RequestText {
  const { userAgent = `sluice/${version}`, fields = [], credentials, credentialsFor, cookies, proxyFor } = identity
  const ours: Field[] = [
    ['User-Agent', userAgent],
    ['Accept', '*/*'],
    ['Accept-Encoding', 'identity'],
  ]
  const isCookie = ([name]: Field) => name.toLowerCase() === 'cookie'
  const replaced = new Set(fields.map(([name]) => name.toLowerCase()))
  const named = section([
    ...ours.filter(([name]) => !replaced.has(name.toLowerCase())),
    ...fields.filter((field) => !isCookie(field)),
  ])
  const others = section(ours)
  const byHand = fields.filter(isCookie).map(([, value]) => value)
  section(byHand.map((value) => ['Cookie', value]))
  const more = credentials ?? credentialsFor ?? cookies ?? proxyFor ?? byHand[0]

  // What differs from URL to URL, or undefined: nothing does.
  const special = (address: Address, isNamed: boolean): { target: string; fields: string } | undefined => {
    const hasLogin = address instanceof URL && (address.username !== '' || address.password !== '')
    if (more === undefined && !hasLogin) return undefined
    const url = new URL(address.href)
    const inUrl = credentialsIn(url)
    const login = isNamed ? (credentials ?? inUrl ?? credentialsFor?.(url)) : inUrl
    const kept = cookies?.for(url)
    const cookie = [...(isNamed ? byHand : []), ...(kept === undefined ? [] : [kept])].join('; ')
    const proxy = proxyFor?.(url)
    const forwarder = proxy && forwards(proxy, url) ? proxy : undefined
    const toProxy = forwarder && proxyAuthorization(forwarder)
    return {
      target: forwarder ? `http://${url.host}` : '',
      fields: lines([
        ...(toProxy === undefined ? [] : [['Proxy-Authorization', toProxy] as const]),
        ...(login && !(isNamed && replaced.has('authorization'))
          ? [['Authorization', basicAuthorization(login.user, login.password)] as const]
          : []),
        ...(cookie === '' ? [] : [['Cookie', cookie] as const]),
      ]),
    }
  }
  return (url, own = [], isNamed = true) => {
    const its = special(url, isNamed)
    const host = isNamed && replaced.has('host') ? '' : `Host: ${url.host}\r\n`
    const rest = `${own.length > 0 ? lines(own) : ''}${isNamed ? named : others}`
    if (!its) return `GET ${url.pathname}${url.search} HTTP/1.1\r\n${host}${rest}`
    return `GET ${its.target}${url.pathname}${url.search} HTTP/1.1\r\n${host}${its.fields}${rest}`
  }
}

/** Whether a field's value can be sent: ASCII in one line. */
export function isSendable(value: string): boolean {
  return fieldValue.test(value) && /^[\x20-\x7e\t]*$/.test(value)
}

const lines = (fields: readonly Field[]) => fields.map(([name, value]) => `${name}: ${value}\r\n`).join('')

function section(fields: readonly Field[]): string {
  for (const [name, value] of fields)
    if (!token.test(name) || !isSendable(value))
      throw new SluiceError('usage', { problem: `the header field ${JSON.stringify(name)} cannot be sent` })
  return `${lines(fields)}\r\n`
}
