// Requests to the lab, with fields that no browser would send too.

import { request } from 'node:http'
import type { IncomingHttpHeaders, RequestOptions } from 'node:http'
import type { Lab } from '../src/lab/lab.ts'

export interface Reply {
  status: number
  headers: IncomingHttpHeaders
  bytes: Buffer
  json: () => Record<string, unknown>
}

export interface Ask extends Omit<RequestOptions, 'headers'> {
  headers?: Record<string, string>
  body?: string
  token?: string
}

/** A request as somebody on this machine makes it: a POST where it has a body, with the token unless another is given. */
export function askLab(
  lab: Lab,
  path: string,
  { headers, body, token = lab.token, ...options }: Ask = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const fields = {
      'Sluice-Token': token,
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    }
    const method = body === undefined ? 'GET' : 'POST'
    const going = request({
      host: '127.0.0.1',
      port: lab.port,
      path,
      method,
      headers: fields,
      agent: false,
      ...options,
    })
    going.on('error', reject)
    going.on('response', (response) => {
      const pieces: Buffer[] = []
      response.on('data', (piece: Buffer) => pieces.push(piece))
      response.on('error', reject)
      response.on('end', () => {
        const bytes = Buffer.concat(pieces)
        const json = () => JSON.parse(bytes.toString()) as Record<string, unknown>
        resolve({ status: response.statusCode!, headers: response.headers, bytes, json })
      })
    })
    going.end(body)
  })
}
