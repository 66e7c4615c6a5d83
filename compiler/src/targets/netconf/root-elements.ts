import type { FieldReader } from './xml/read-fields.js'
import type { XmlElement } from './xml/read-xml.js'

const netconf = 'urn:ietf:params:xml:ns:netconf:base:1.0'

/** What stands beside configurations in answers and decides nothing about packets. */
const besides = new Set([
  'urn:ietf:params:xml:ns:yang:ietf-netconf-acm',
  'urn:ietf:params:xml:ns:yang:ietf-system',
  'urn:ietf:params:xml:ns:yang:ietf-netconf-monitoring',
  'urn:ietf:params:xml:ns:yang:ietf-yang-library',
  'urn:ietf:params:xml:ns:netmod:notification',
])

/** The parts of a `<config>`, a `<data>`, or an answer with one, by their names; `known`: their namespaces. Other parts are refused unless they are known to
 *  be harmless. */
export function rootElements<Name extends string>(
  read: FieldReader,
  root: XmlElement,
  known: Readonly<Record<Name, string>>,
): { readonly [N in Name]?: XmlElement } {
  const body = bodyOf(read, root)
  const found: { [N in Name]?: XmlElement } = {}
  for (const child of body.children) {
    if (besides.has(child.namespace)) continue
    const name = (Object.keys(known) as Name[]).find((one) => one === child.name && known[one] === child.namespace)
    if (name === undefined || found[name])
      return read.refuse(
        child,
        name === undefined
          ? `ParaNet does not judge <${child.name}> of ${child.namespace || 'no namespace'}`
          : `<${name}> is there twice`,
      )
    found[name] = child
  }
  return found
}

function bodyOf(read: FieldReader, root: XmlElement): XmlElement {
  if (root.namespace !== netconf) return read.refuse(root, `expected <config> or <data> of ${netconf}`)
  if (root.name === 'config' || root.name === 'data') return root
  const data = root.children.find(({ name, namespace }) => name === 'data' && namespace === netconf)
  return root.name === 'rpc-reply' && data ? data : read.refuse(root, `expected <config> or <data>, not <${root.name}>`)
}
