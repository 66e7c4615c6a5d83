/** OpenConfig's modules, as far as they are written. */
export const openconfig = {
  netconf: 'urn:ietf:params:xml:ns:netconf:base:1.0',
  interfaces: 'http://openconfig.net/yang/interfaces',
  interfaceTypes: 'urn:ietf:params:xml:ns:yang:iana-if-type',
  ip: 'http://openconfig.net/yang/interfaces/ip',
  instances: 'http://openconfig.net/yang/network-instance',
  instanceTypes: 'http://openconfig.net/yang/network-instance-types',
  policyTypes: 'http://openconfig.net/yang/policy-types',
  localRouting: 'http://openconfig.net/yang/local-routing',
  acl: 'http://openconfig.net/yang/acl',
  matchTypes: 'http://openconfig.net/yang/packet-match-types',
} as const

/** The network instance and the instance of static routes that are ours. */
export const instanceName = 'default'
export const staticProtocol = 'paranet'

/** The description of the last rule of a list: what no rule before it matches goes on. */
export const restRule = 'rest'
