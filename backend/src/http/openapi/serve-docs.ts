import { readFile, stat } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { extname } from 'node:path'
import type { Middleware, ParameterizedContext as Context } from 'koa'

/** The description as pages: `/docs` to try requests with, `/redoc` to read. Their scripts come from installed packages, and nothing from
 *  elsewhere. */
export const serveDocs: Middleware = (context, next) => {
  const served = context.method === 'GET' || context.method === 'HEAD' ? pages[context.path] : undefined
  return served ? serve(context, served) : next()
}

async function serve(context: Context, served: Served): Promise<void> {
  context.type = extname(served.file ?? '') || served.type || '.html'
  context.set('cache-control', 'no-cache')
  if (served.policy !== undefined) context.set('content-security-policy', served.policy)
  if (served.file === undefined) context.body = served.text
  else await sendFile(context, require.resolve(served.file), served.without)
}

const require = createRequire(import.meta.url)

/** A page or what it loads: a text, or a file of a package. */
interface Served {
  readonly type?: '.html' | '.js'
  readonly text?: string
  readonly file?: string
  /** An address that is taken out of the file. */
  readonly without?: string
  readonly policy?: string
}

/** `styles`, `workers`: what is allowed beside files of our own. */
const policyOf = ({ styles, workers }: { readonly styles: string; readonly workers: string }): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' ${styles}`.trim(),
    "img-src 'self' data:",
    "connect-src 'self'",
    `worker-src ${workers}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

const page = (title: string, styles: readonly string[], scripts: readonly string[]): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="data:,">
${styles.map((href) => `<link rel="stylesheet" href="${href}">`).join('\n')}
</head>
<body>
<div id="description"></div>
${scripts.map((src) => `<script src="${src}"></script>`).join('\n')}
</body>
</html>
`

const swaggerStart = `SwaggerUIBundle({
  url: '/openapi.json',
  dom_id: '#description',
  validatorUrl: null,
  deepLinking: true,
  docExpansion: 'list',
  defaultModelsExpandDepth: 0,
})
`
const redocStart = `Redoc.init(
  '/openapi.json',
  { hideLoading: true, nativeScrollbars: true, disableSearch: true, hideDownloadButton: false },
  document.getElementById('description'),
)
`

/** What Redoc puts into style elements, by hash: nothing (they are filled rule by rule), and the rules of its scroll bars. */
const redocStyles =
  "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"

const docs: Served = {
  text: page('ParaNet API', ['/docs/swagger-ui.css'], ['/docs/swagger-ui-bundle.js', '/docs/start.js']),
  policy: policyOf({ styles: '', workers: "'none'" }),
}
const redoc: Served = {
  text: page('ParaNet API reference', [], ['/redoc/redoc.standalone.js', '/redoc/start.js']),
  policy: policyOf({ styles: redocStyles, workers: "'none'" }),
}

const pages: Readonly<Record<string, Served>> = Object.assign(Object.create(null) as Record<string, Served>, {
  '/docs': docs,
  '/docs/': docs,
  '/docs/swagger-ui.css': { file: 'swagger-ui-dist/swagger-ui.css' },
  '/docs/swagger-ui-bundle.js': { file: 'swagger-ui-dist/swagger-ui-bundle.js' },
  '/docs/start.js': { type: '.js', text: swaggerStart },
  '/redoc': redoc,
  '/redoc/': redoc,
  '/redoc/redoc.standalone.js': {
    file: 'redoc/bundles/redoc.standalone.js',
    // Would be asked of another server; it is not shown where it cannot be read.
    without: 'https://cdn.redoc.ly/redoc/logo-mini.svg',
  },
  '/redoc/start.js': { type: '.js', text: redocStart },
})

async function sendFile(context: Context, file: string, without?: string): Promise<void> {
  const text = await readFile(file, 'utf8')
  context.lastModified = (await stat(file)).mtime
  context.body = without === undefined ? text : text.replaceAll(without, 'data:,')
}
