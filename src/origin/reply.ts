// A reply before it is bytes: status, fields, content; and the resources that replies are made of.

import type { Field } from '../http/types.ts'
import type { Behaviour } from './behaviour.ts'
import { wanted } from './conditions.ts'
import { textContent, type Content } from './content.ts'
import type { Request } from './request-reader.ts'

export interface Reply {
  status: number
  /** In the order they are sent. Content-Length and Connection are filled in, at the place they have here if any. */
  fields: Field[]
  content: Content
  /** Which part of the content, where it is not all. */
  part?: { first: number; last: number }
}

/** What a path stands for: content, and the fields that describe it. */
export interface Resource {
  fields: Field[]
  content: Content
}

/** A text for people. */
export function textReply(status: number, text: string, ...fields: Field[]): Reply {
  return { status, fields: [['Content-Type', 'text/plain; charset=utf-8'], ...fields], content: textContent(text) }
}

/** The resource as the request wants it: whole, a range of it, or not at all since it has it. */
export function resourceReply(resource: Resource, request: Request, behaviour: Behaviour): Reply {
  const { content } = resource
  const fields = withValidator(resource.fields, behaviour.validator)
  const { norange, gzip } = behaviour
  const asked = norange || gzip ? { ...request, fields: request.fields.filter(([n]) => !/^range$/i.test(n)) } : request
  const want = wanted(asked, fields, content.size)
  const ranged = norange ? fields : setField(fields, 'Accept-Ranges', 'bytes')
  if (want.type === 'not-modified') return { status: 304, fields: ranged, content }
  if (want.type === 'unsatisfiable') {
    return textReply(416, 'the range begins after the end\n', ['Content-Range', `bytes */${content.size}`])
  }
  if (want.type === 'whole') return { status: 200, fields: ranged, content }
  const range = `bytes ${want.first}-${want.last}/${content.size}`
  return { status: 206, fields: setField(ranged, 'Content-Range', range), content, part: want }
}

/** The fields with this one in the place of the first of its name, or at the end. */
export function setField(fields: readonly Field[], name: string, value: string): Field[] {
  const same = ([n]: Field) => n.toLowerCase() === name.toLowerCase()
  const place = fields.findIndex(same)
  if (place < 0) return [...fields, [name, value]]
  return fields.flatMap((field, i): Field[] => (i === place ? [[field[0], value]] : same(field) ? [] : [field]))
}

export function withoutField(fields: readonly Field[], name: string): Field[] {
  return fields.filter(([n]) => n.toLowerCase() !== name.toLowerCase())
}

function withValidator(fields: Field[], validator: Behaviour['validator']): Field[] {
  if (validator === undefined) return fields
  if (validator === 'weak') return fields.map(([n, v]) => (n === 'ETag' ? [n, v.replace(/^(?:W\/)?/, 'W/')] : [n, v]))
  const undated = validator === 'none' ? withoutField(fields, 'Last-Modified') : fields
  return withoutField(undated, 'ETag')
}
