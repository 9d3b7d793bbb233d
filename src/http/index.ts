// Entry point `sluice/http`: HTTP/1 on the wire without I/O.

export { Header } from './header.ts'
export { codingsUnderFraming, responseFraming } from './framing.ts'
export { serializeRequest } from './request.ts'
export type { Request } from './request.ts'
export { ResponseParser } from './response-parser.ts'
export type { ResponseEvent, ResponseHead, ResponseParserOptions } from './response-parser.ts'
export type { Field, Framing } from './types.ts'
