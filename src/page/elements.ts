// What HTML's own lists say of elements, by name.

/** HTML, section 13.1.2: elements without contents. */
export const voidElements: ReadonlySet<string> = new Set(
  'area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr'.split(' '),
)

/** How a tokenizer reads what follows a start tag. HTML, section 13.2.5. */
export type Content = 'data' | 'rcdata' | 'rawtext' | 'script' | 'plaintext'

/** Elements whose contents are not markup. With scripting off, `noscript` is not one of them. */
export const contentOf: ReadonlyMap<string, Content> = new Map<string, Content>([
  ['title', 'rcdata'],
  ['textarea', 'rcdata'],
  ['style', 'rawtext'],
  ['xmp', 'rawtext'],
  ['iframe', 'rawtext'],
  ['noembed', 'rawtext'],
  ['noframes', 'rawtext'],
  ['script', 'script'],
  ['plaintext', 'plaintext'],
])

/** Elements whose text a browser does not show. HTML, section 15.3.1, "Hidden elements". */
export const hiddenElements: ReadonlySet<string> = new Set(
  'script style title template iframe noembed noframes metadata desc'.split(' '),
)

/** Elements that may stand in the head; the first other one ends it. HTML, section 13.2.6.4.4. */
export const headElements: ReadonlySet<string> = new Set(
  'html head base basefont bgsound link meta title noscript noframes style script template'.split(' '),
)

/** Elements that keep their white space. */
export const preformatted: ReadonlySet<string> = new Set(['pre', 'listing', 'xmp', 'plaintext', 'textarea'])

/** Elements that stand on lines of their own. HTML, section 15.3.3, "Flow content", and those like them. */
export const blockElements: ReadonlySet<string> = new Set(
  `address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
   form frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li listing main menu nav ol optgroup option p
   plaintext pre search section summary table tbody tfoot thead title tr ul xmp`.split(/\s+/),
)

/** Blocks with an empty line before and after them. */
export const spacedElements: ReadonlySet<string> = new Set(
  'p h1 h2 h3 h4 h5 h6 blockquote pre ul ol dl table'.split(' '),
)

/** Elements that separate words without standing on a line of their own. */
export const cellElements: ReadonlySet<string> = new Set(['td', 'th'])

/** Start tags that end an open `p`. HTML, section 13.2.6.4.7. */
export const endsParagraph: ReadonlySet<string> = new Set(
  `address article aside blockquote center details dialog dir div dl fieldset figcaption figure footer header hgroup main
   menu nav ol p search section summary ul h1 h2 h3 h4 h5 h6 pre listing form table hr xmp plaintext li dd dt`.split(
    /\s+/,
  ),
)

/** HTML's "special" elements, past which a stray end tag does not reach. HTML, section 13.2.4.2. */
export const specialElements: ReadonlySet<string> = new Set(
  `address applet area article aside base basefont bgsound blockquote body br button caption center col colgroup dd details
   dir div dl dt embed fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html
   iframe img input keygen li link listing main marquee menu meta nav noembed noframes noscript object ol p param plaintext
   pre script search section select source style summary table tbody td template textarea tfoot th thead title tr track ul
   wbr xmp`.split(/\s+/),
)

/** Start tags that end svg or math. HTML, section 13.2.6.5. (`font` does with a color, face or size.) */
export const breaksOut: ReadonlySet<string> = new Set(
  `b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p
   pre ruby s small span strong strike sub sup table tt u ul var`.split(/\s+/),
)
