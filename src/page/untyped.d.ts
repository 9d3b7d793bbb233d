// Types for two libraries of the WHATWG's own that ship without them.

declare module 'html-encoding-sniffer' {
  /** The encoding's WHATWG name, or `defaultEncoding` as it was given. */
  const sniff: (bytes: Uint8Array, options?: { maxPrescanBytes?: number; defaultEncoding?: string }) => string
  export default sniff
}

declare module 'whatwg-mimetype' {
  export class MIMEType {
    static parse(value: string): MIMEType | null
    readonly essence: string
    readonly parameters: { get(name: string): string | undefined }
    isHTML(): boolean
    isXML(): boolean
  }
}
