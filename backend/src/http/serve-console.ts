import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import type { Middleware, ParameterizedContext as Context } from 'koa'

/** Serves the built console. Paths without a file are the console's own screens: they get its page. */
export function serveConsole(directory: string): Middleware {
  return async (context, next) => {
    const isRead = context.method === 'GET' || context.method === 'HEAD'
    if (!isRead || context.path.startsWith('/api/') || context.path.startsWith('/ws/')) return next()
    const path = decoded(context.path)
    const isServed =
      path !== undefined &&
      ((await sendFile(context, directory, path)) ||
        (extname(path) === '' && (await sendFile(context, directory, '/index.html'))))
    if (!isServed) return next()
  }
}

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}

async function sendFile(context: Context, directory: string, path: string): Promise<boolean> {
  const file = normalize(join(directory, path))
  if (path.includes('\0') || !file.startsWith(directory + sep)) return false
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) return false
  context.type = extname(file)
  context.length = found.size
  context.lastModified = found.mtime
  // Files below assets carry a hash of their content in their names.
  const isHashed = file.startsWith(join(directory, 'assets') + sep)
  context.set('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
  context.body = context.method === 'HEAD' ? null : createReadStream(file)
  return true
}
