/** The modules of RFC 8343, 8344, 8349 and 8519, as far as they are written. */
export const ietf = {
  netconf: 'urn:ietf:params:xml:ns:netconf:base:1.0',
  interfaces: 'urn:ietf:params:xml:ns:yang:ietf-interfaces',
  interfaceTypes: 'urn:ietf:params:xml:ns:yang:iana-if-type',
  ip: 'urn:ietf:params:xml:ns:yang:ietf-ip',
  routing: 'urn:ietf:params:xml:ns:yang:ietf-routing',
  routing4: 'urn:ietf:params:xml:ns:yang:ietf-ipv4-unicast-routing',
  routing6: 'urn:ietf:params:xml:ns:yang:ietf-ipv6-unicast-routing',
  acl: 'urn:ietf:params:xml:ns:yang:ietf-access-control-list',
} as const

/** The name of our instance of the pseudo-protocol of static routes. */
export const staticProtocol = 'paranet'

/** The last rule of a list: what no rule before it matches goes on. */
export const restRule = 'rest'
