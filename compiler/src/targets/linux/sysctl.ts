/** Kernel settings that make a Linux machine forward as ParaNet's device state says. `hash policy 1`: ECMP by addresses and ports; `linkdown`: a
 *  route by an interface without carrier is not used; no filters on the return way, since `in` filters say which sources belong. */
export const sysctlText = `# Kernel settings of a ParaNet device. Load with: sysctl -p sysctl.conf
net.ipv4.ip_forward = 1
net.ipv6.conf.all.forwarding = 1
net.ipv4.conf.all.rp_filter = 0
net.ipv4.conf.default.rp_filter = 0
net.ipv4.conf.all.send_redirects = 0
net.ipv4.conf.default.send_redirects = 0
net.ipv4.conf.all.accept_redirects = 0
net.ipv4.conf.all.ignore_routes_with_linkdown = 1
net.ipv6.conf.all.ignore_routes_with_linkdown = 1
net.ipv4.fib_multipath_hash_policy = 1
net.ipv6.fib_multipath_hash_policy = 1
`
