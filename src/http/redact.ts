// Secrets are not shown: what stands here instead of them in traces, JSON and -v.
//
// Hidden are the values of the fields that carry credentials, the values of cookies (their names and attributes stay),
// and the userinfo of URLs wherever one stands: not only the password, as a user name alone is often a token.

import type { Field } from './types.ts'

const hidden = '[redacted]'

/** The text of a head, request or response. Its line ends and its other lines stay as they are. */
export function redactHead(text: string): string {
  // Most heads have no secret, and every one is looked at.
  if (!mayHoldSecret.test(text)) return text
  let hide = redactUrl
  const lines = text.split(/(?<=\n)/).map((line) => {
    const content = line.replace(/\r?\n$/, '')
    const end = line.slice(content.length)
    // A folded line (RFC 9112 section 5.2) goes on with the value above, and nothing of it can be told apart.
    if (/^[ \t]/.test(content)) return (hide === redactUrl ? redactUrl(content) : ` ${hidden}`) + end
    // A request line and a status line have a colon too, and white space before it.
    const [, name, value] = /^([^:\s]*[ \t]*:[ \t]*)(.*)$/s.exec(content) ?? []
    if (name === undefined || value === undefined) return redactUrl(content) + end
    hide = hiderOf(name.slice(0, name.indexOf(':')))
    return (hide === redactUrl ? redactUrl(content) : name + hide(value)) + end
  })
  return lines.join('')
}

/** The same for fields that were parsed. */
export function redactFields(fields: readonly Field[]): Field[] {
  return fields.map(([name, value]) => [name, hiderOf(name)(value)])
}

/** `text` with the userinfo of every URL in it hidden. */
export function redactUrl(text: string): string {
  return text.replaceAll(userinfo, `//${hidden}@`)
}

/** The same for a URL as it was typed, whose scheme may be missing and whose slashes may be any. */
export function redactTyped(text: string): string {
  return redactUrl(text.replace(typedUserinfo, `$1${hidden}@`))
}

/** `text` with the userinfo of every URL in it taken out. */
export function withoutUserinfo(text: string): string {
  return text.replaceAll(userinfo, '//')
}

// userinfo is what stands between // and the last @ before the path (RFC 3986 section 3.2).
const userinfo = /(?<=^|[^/])\/\/[^\s/?#]*@/g

// As the URL standard has it: any number of slashes either way, and what stands before them is the scheme.
const typedUserinfo = /^(\s*(?:[a-z][a-z\d+.-]*:(?=[/\\]))?[/\\]*)[^/\\?#]*@/i

function hiderOf(name: string): (value: string) => string {
  const known = name.trim().toLowerCase()
  return hiders[known] ?? (secretName.test(known) ? hideAll : redactUrl)
}

// Whatever is hidden below has one of these in it.
const mayHoldSecret = /authorization|cookie|token|secret|password|api-?key|\/\/[^\s/?#]*@/i

// Fields of no standard that are for secrets, as X-Api-Key, X-Auth-Token, X-Amz-Security-Token.
const secretName = /token|secret|password|api-?key/

const hiders: Record<string, (value: string) => string> = {
  authorization: hideAfterScheme,
  'proxy-authorization': hideAfterScheme,
  cookie: (value) => value.split(';').map(hideCookie).join(';'),
  'set-cookie': (value) => value.replace(/^[^;]*/, hideCookie),
}

function hideAll(): string {
  return hidden
}

// credentials = auth-scheme [ 1*SP … ] (RFC 9110 section 11.4). One word alone may be the secret itself.
function hideAfterScheme(value: string): string {
  return value.replace(/^(\S+ +)?.*$/s, (_, scheme: string | undefined) => `${scheme ?? ''}${hidden}`)
}

// cookie-pair = cookie-name "=" cookie-value (RFC 6265 section 4.1.1). Without "=" it is a value without a name.
function hideCookie(pair: string): string {
  const at = pair.indexOf('=')
  return at < 0 ? hidden : `${pair.slice(0, at + 1)}${hidden}`
}
