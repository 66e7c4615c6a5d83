import type { Intent } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { IntentStatement } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf } from './read-value.js'
import type { FileReporter } from './report.js'

/** By id of a `protect`: where it stands. */
export type Protections = Map<string, { readonly statement: IntentStatement; readonly reporter: FileReporter }>

/** Turns the names that each `protect` has into ids of routes: of its own file first, else of the one other file that has the name; `"file/name"` says
 *  which. A `protect` that names what is not there, or is no route, is reported and left out. `unread`: names of intents
 *  that could not be read: these have been reported, and what names them is left out. */
export function bindProtections(
  intents: readonly Intent[],
  protections: Protections,
  unread: ReadonlySet<string>,
): Intent[] {
  if (protections.size === 0) return [...intents]
  return intents.flatMap((intent) => {
    const place = protections.get(intent.id)
    if (intent.kind !== 'protect' || !place) return [intent]
    const written = findEntry(place.statement.body, 'routes')
    const values = written ? itemsOf(written.value) : []
    const routes = intent.routes.map((name, i) =>
      routeNamed(intents, unread, intent.id, name, place.reporter, values[i]?.span ?? place.statement.keyword.span),
    )
    if (!routes.every((id) => id !== undefined)) return []
    return [{ ...intent, routes: [...new Set(routes)].sort() }]
  })
}

type Place = Parameters<FileReporter['report']>[1]

function routeNamed(
  intents: readonly Intent[],
  unread: ReadonlySet<string>,
  protect: string,
  name: string,
  reporter: FileReporter,
  span: Place,
): string | undefined {
  const folder = (id: string) => id.slice(0, id.lastIndexOf('/'))
  const fits = intents.filter((one) => one.name === name || one.id.slice(one.id.indexOf('/') + 1) === name)
  const own = fits.filter(({ id }) => folder(id) === folder(protect))
  const [found, second] = own.length > 0 ? own : fits
  if (!found && unread.has(name)) return undefined
  if (!found) {
    const names = intents.flatMap((one) => (protectable.includes(one.kind) ? [one.name] : []))
    return reporter.report('unknown-intent', span, `no route is called "${name}"`, { hint: didYouMean(name, names) })
  }
  if (second)
    return reporter.report('ambiguous-name', span, `"${name}" is in several files`, {
      hint: `say which: ${fits.map(({ id }) => `"${id.slice(id.indexOf('/') + 1)}"`).join(' or ')}`,
    })
  if (protectable.includes(found.kind)) return found.id
  return reporter.report('wrong-kind', span, `"${name}" is ${found.kind}, and only a route can be protected`)
}

const protectable: readonly Intent['kind'][] = ['route', 'name-route', 'geo-route', 'geocast']
