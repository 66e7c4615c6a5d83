// SPDX-License-Identifier: MIT
// A ParaNet router: one table for each stage of the lookup on device state. Written by write-program.ts.
#include <core.p4>
#include <v1model.p4>

header ethernet_t {
  bit<48> dst_addr;
  bit<48> src_addr;
  bit<16> ether_type;
}

header ipv4_t {
  bit<4> version;
  bit<4> ihl;
  bit<6> dscp;
  bit<2> ecn;
  bit<16> total_length;
  bit<16> identification;
  bit<3> flags;
  bit<13> fragment;
  bit<8> ttl;
  bit<8> protocol;
  bit<16> checksum;
  bit<32> src_addr;
  bit<32> dst_addr;
}

header ipv6_t {
  bit<4> version;
  bit<6> dscp;
  bit<2> ecn;
  bit<20> flow_label;
  bit<16> payload_length;
  bit<8> next_header;
  bit<8> hop_limit;
  bit<128> src_addr;
  bit<128> dst_addr;
}

header ports_t {
  bit<16> src_port;
  bit<16> dst_port;
}

struct headers_t {
  ethernet_t ethernet;
  ipv4_t ipv4;
  ipv6_t ipv6;
  ports_t ports;
}

struct metadata_t {
  bit<1> is_ipv6;
  bit<1> has_ports;
  bit<1> is_routed;
  bit<2> color;
  bit<4> collectors;
  @field_list(1) bit<6> dscp;
  bit<8> protocol;
  bit<9> out_port;
  bit<16> hop;
  bit<16> src_port;
  bit<16> dst_port;
  bit<32> next_hops;
  bit<128> src;
  bit<128> dst;
  bit<511> live;
}

parser packet_parser(packet_in packet, out headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {
  state start {
    packet.extract(hdr.ethernet);
    transition select(hdr.ethernet.ether_type) {
      2048: parse_ipv4;
      34525: parse_ipv6;
      default: accept;
    }
  }
  state parse_ipv4 {
    packet.extract(hdr.ipv4);
    transition select(hdr.ipv4.ihl, hdr.ipv4.fragment, hdr.ipv4.protocol) {
      (5, 0, 6): parse_ports;
      (5, 0, 17): parse_ports;
      (5, 0, 33): parse_ports;
      (5, 0, 132): parse_ports;
      (5, 0, 136): parse_ports;
      default: accept;
    }
  }
  state parse_ipv6 {
    packet.extract(hdr.ipv6);
    transition select(hdr.ipv6.next_header) {
      6: parse_ports;
      17: parse_ports;
      33: parse_ports;
      132: parse_ports;
      136: parse_ports;
      default: accept;
    }
  }
  state parse_ports {
    packet.extract(hdr.ports);
    transition accept;
  }
}

control verify_checksums(inout headers_t hdr, inout metadata_t meta) { apply { } }

control ingress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {
  register<bit<511>>(1) live_ports;
  action_selector(HashAlgorithm.crc16, 16384, 16) equal_hops;
  meter(4096, MeterType.bytes) buckets;
  direct_counter(CounterType.packets_and_bytes) admit_counter;
  direct_counter(CounterType.packets_and_bytes) in_filter_counter;
  direct_counter(CounterType.packets_and_bytes) in_policer_counter;
  direct_counter(CounterType.packets_and_bytes) mark_counter;
  direct_counter(CounterType.packets_and_bytes) forward_filter_counter;
  direct_counter(CounterType.packets_and_bytes) copy_counter;
  direct_counter(CounterType.packets_and_bytes) copy_2_counter;
  direct_counter(CounterType.packets_and_bytes) copy_3_counter;
  direct_counter(CounterType.packets_and_bytes) copy_4_counter;
  direct_counter(CounterType.packets_and_bytes) group_route_counter;
  direct_counter(CounterType.packets_and_bytes) policy_route_counter;
  direct_counter(CounterType.packets_and_bytes) route_ipv4_counter;
  direct_counter(CounterType.packets_and_bytes) route_ipv6_counter;
  direct_counter(CounterType.packets_and_bytes) next_hops_counter;

  // Goes on.
  action permit() { }
  // Drops the packet.
  action deny() {
    mark_to_drop(sm); exit;
  }
  // Hands the frame to the device itself.
  action punt() {
    sm.egress_spec = 9w510;
  }
  // What rules ask of an IPv4 packet.
  action read_ipv4() {
    meta.is_ipv6 = 1w0;
    meta.src = (bit<128>)hdr.ipv4.src_addr;
    meta.dst = (bit<128>)hdr.ipv4.dst_addr;
    meta.protocol = hdr.ipv4.protocol;
    meta.dscp = hdr.ipv4.dscp;
  }
  // What rules ask of an IPv6 packet.
  action read_ipv6() {
    meta.is_ipv6 = 1w1;
    meta.src = hdr.ipv6.src_addr;
    meta.dst = hdr.ipv6.dst_addr;
    meta.protocol = hdr.ipv6.next_header;
    meta.dscp = hdr.ipv6.dscp;
  }
  // What rules ask of ports.
  action read_ports() {
    meta.has_ports = 1w1;
    meta.src_port = hdr.ports.src_port;
    meta.dst_port = hdr.ports.dst_port;
  }
  // Takes the packet out of a token bucket; red is above its rate.
  action police(bit<32> bucket) {
    buckets.execute_meter(bucket, meta.color);
  }
  // Rewrites the DSCP; later rules see it so.
  action set_dscp(bit<6> dscp) {
    meta.dscp = dscp;
  }
  // Asks for a copy to this collector.
  action copy_to_1() {
    meta.collectors = meta.collectors | 4w1;
  }
  // Asks for a copy to this collector.
  action copy_to_2() {
    meta.collectors = meta.collectors | 4w2;
  }
  // Asks for a copy to this collector.
  action copy_to_3() {
    meta.collectors = meta.collectors | 4w4;
  }
  // Asks for a copy to this collector.
  action copy_to_4() {
    meta.collectors = meta.collectors | 4w8;
  }
  // Copies of the frame leave by the session of the collectors, whatever becomes of the packet.
  action send_copies() {
    clone_preserving_field_list(CloneType.I2E, (bit<32>)meta.collectors, 1);
  }
  // Out at every port of a group.
  action to_group(bit<16> group) {
    sm.mcast_grp = group;
  }
  // To one of an ordered list of groups of next hops.
  action to_next_hops(bit<32> next_hops) {
    meta.is_routed = 1w1;
    meta.next_hops = next_hops;
  }
  // Out at a port, to who is attached there.
  action deliver(bit<9> port) {
    meta.is_routed = 1w1;
    meta.out_port = port;
  }
  // Which ports are up, as the device itself last said.
  action read_live() {
    live_ports.read(meta.live, 0);
  }
  // To one next hop; 0 is the destination itself.
  action leave_by(bit<9> port, bit<16> hop) {
    meta.out_port = port;
    meta.hop = hop;
  }
  // Out.
  action leave() {
    sm.egress_spec = meta.out_port;
  }

  // Frames for the router, and packets to groups.
  table admit {
    key = {
      hdr.ethernet.dst_addr: ternary @name("dst_addr");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.dst: ternary @name("dst");
    }
    actions = { permit; deny; }
    default_action = deny();
    counters = admit_counter;
    size = 4096;
  }

  // Filters where packets come in.
  table in_filter {
    key = {
      sm.ingress_port: exact @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { permit; deny; }
    default_action = permit();
    counters = in_filter_counter;
    size = 16384;
  }

  // Rates where packets come in.
  table in_policer {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { police; permit; }
    default_action = permit();
    counters = in_policer_counter;
    size = 4096;
  }

  // Rewrites of the DSCP.
  table mark {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { set_dscp; permit; }
    default_action = permit();
    counters = mark_counter;
    size = 4096;
  }

  // Filters of all packets.
  table forward_filter {
    key = {
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { permit; deny; }
    default_action = permit();
    counters = forward_filter_counter;
    size = 16384;
  }

  // Copies to a collector of mirrors.
  table copy {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { copy_to_1; permit; }
    default_action = permit();
    counters = copy_counter;
    size = 4096;
  }

  // Copies to a collector of mirrors.
  table copy_2 {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { copy_to_2; permit; }
    default_action = permit();
    counters = copy_2_counter;
    size = 4096;
  }

  // Copies to a collector of mirrors.
  table copy_3 {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { copy_to_3; permit; }
    default_action = permit();
    counters = copy_3_counter;
    size = 4096;
  }

  // Copies to a collector of mirrors.
  table copy_4 {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { copy_to_4; permit; }
    default_action = permit();
    counters = copy_4_counter;
    size = 4096;
  }

  // Multicast routes: the longest source, and where packets come in.
  table group_route {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
    }
    actions = { to_group; deny; permit; }
    default_action = permit();
    counters = group_route_counter;
    size = 4096;
  }

  // Routes by more than the destination.
  table policy_route {
    key = {
      sm.ingress_port: ternary @name("in_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { to_next_hops; deliver; deny; permit; }
    default_action = permit();
    counters = policy_route_counter;
    size = 16384;
  }

  // Routes; none: dropped.
  table route_ipv4 {
    key = {
      hdr.ipv4.dst_addr: lpm @name("dst_addr");
    }
    actions = { to_next_hops; deliver; deny; }
    default_action = deny();
    counters = route_ipv4_counter;
    size = 65536;
  }

  // Routes; none: dropped.
  table route_ipv6 {
    key = {
      hdr.ipv6.dst_addr: lpm @name("dst_addr");
    }
    actions = { to_next_hops; deliver; deny; }
    default_action = deny();
    counters = route_ipv6_counter;
    size = 65536;
  }

  // The first group with a port that is up.
  table next_hops {
    key = {
      meta.next_hops: exact @name("next_hops");
      meta.live: ternary @name("live");
      meta.src: selector;
      meta.dst: selector;
      meta.protocol: selector;
      meta.src_port: selector;
      meta.dst_port: selector;
    }
    actions = { leave_by; }
    implementation = equal_hops;
    counters = next_hops_counter;
    size = 16384;
  }

  apply {
    if (hdr.ipv4.isValid()) {
      read_ipv4();
    } else {
      if (hdr.ipv6.isValid()) {
        read_ipv6();
      } else {
        if (sm.ingress_port == 9w510) {
          deny();
        } else {
          punt();
        }
      }
    }
    if (hdr.ipv4.isValid() || hdr.ipv6.isValid()) {
      if (hdr.ports.isValid()) {
        read_ports();
      }
      if (sm.ingress_port != 9w510) {
        admit.apply();
      }
      in_filter.apply();
      in_policer.apply();
      if (meta.color == 2w2) {
        deny();
      }
      mark.apply();
      forward_filter.apply();
      copy.apply();
      copy_2.apply();
      copy_3.apply();
      copy_4.apply();
      if (meta.collectors != 4w0) {
        send_copies();
      }
      group_route.apply();
      if (sm.mcast_grp == 16w0) {
        policy_route.apply();
        if (meta.is_routed == 1w0) {
          if (meta.is_ipv6 == 1w0) {
            route_ipv4.apply();
          } else {
            route_ipv6.apply();
          }
        }
        if (meta.next_hops != 32w0) {
          read_live();
          next_hops.apply();
          if (meta.out_port == 9w0) {
            deny();
          }
        }
        leave();
      }
    }
  }
}

control egress(inout headers_t hdr, inout metadata_t meta, inout standard_metadata_t sm) {
  meter(4096, MeterType.bytes) out_buckets;
  direct_counter(CounterType.packets_and_bytes) out_filter_counter;
  direct_counter(CounterType.packets_and_bytes) out_policer_counter;
  direct_counter(CounterType.packets_and_bytes) neighbour_counter;

  // Puts the DSCP back.
  action write_ipv4() {
    hdr.ipv4.dscp = meta.dscp;
  }
  // Puts the DSCP back.
  action write_ipv6() {
    hdr.ipv6.dscp = meta.dscp;
  }
  // A hop less.
  action age_ipv4() {
    hdr.ipv4.ttl = hdr.ipv4.ttl - 8w1;
  }
  // A hop less.
  action age_ipv6() {
    hdr.ipv6.hop_limit = hdr.ipv6.hop_limit - 8w1;
  }
  // The Ethernet addresses of the next link.
  action to_neighbour(bit<48> src, bit<48> dst) {
    hdr.ethernet.src_addr = src;
    hdr.ethernet.dst_addr = dst;
  }
  // Where the packet leaves.
  action find_port() {
    meta.out_port = sm.egress_port;
  }
  // Goes on.
  action permit_out() { }
  // Drops the packet.
  action deny_out() {
    mark_to_drop(sm); exit;
  }
  // Takes the packet out of a token bucket; red is above its rate.
  action police_out(bit<32> bucket) {
    out_buckets.execute_meter(bucket, meta.color);
  }
  // A copy has the DSCP that rules saw.
  action copy_ipv4() {
    hdr.ipv4.dscp = meta.dscp;
  }
  // A copy has the DSCP that rules saw.
  action copy_ipv6() {
    hdr.ipv6.dscp = meta.dscp;
  }

  // Filters where packets leave.
  table out_filter {
    key = {
      meta.out_port: exact @name("out_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { permit_out; deny_out; }
    default_action = permit_out();
    counters = out_filter_counter;
    size = 16384;
  }

  // Rates where packets leave.
  table out_policer {
    key = {
      meta.out_port: ternary @name("out_port");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.src: ternary @name("src");
      meta.dst: ternary @name("dst");
      meta.protocol: ternary @name("protocol");
      meta.has_ports: ternary @name("has_ports");
      meta.src_port: range @name("src_port");
      meta.dst_port: range @name("dst_port");
      meta.dscp: ternary @name("dscp");
    }
    actions = { police_out; permit_out; }
    default_action = permit_out();
    counters = out_policer_counter;
    size = 4096;
  }

  // Who is next on a link. The device adds those that it finds by ARP and neighbour discovery.
  table neighbour {
    key = {
      meta.out_port: exact @name("out_port");
      meta.hop: ternary @name("hop");
      meta.is_ipv6: ternary @name("is_ipv6");
      meta.dst: ternary @name("dst");
    }
    actions = { to_neighbour; }
    default_action = to_neighbour(0, 0);
    counters = neighbour_counter;
    size = 16384;
  }

  apply {
    if (sm.instance_type == 32w1) {
      if (hdr.ipv4.isValid()) {
        copy_ipv4();
      }
      if (hdr.ipv6.isValid()) {
        copy_ipv6();
      }
    } else {
      if (hdr.ipv4.isValid() || hdr.ipv6.isValid()) {
        find_port();
        out_filter.apply();
        out_policer.apply();
        if (meta.color == 2w2) {
          deny_out();
        }
        if (meta.is_ipv6 == 1w0) {
          write_ipv4();
        } else {
          write_ipv6();
        }
        if (meta.out_port != 9w510) {
          if (sm.ingress_port != 9w510) {
            if (meta.is_ipv6 == 1w0) {
              if (hdr.ipv4.ttl <= 8w1) {
                deny_out();
              } else {
                age_ipv4();
              }
            } else {
              if (hdr.ipv6.hop_limit <= 8w1) {
                deny_out();
              } else {
                age_ipv6();
              }
            }
          }
          neighbour.apply();
        }
      }
    }
  }
}

control compute_checksums(inout headers_t hdr, inout metadata_t meta) {
  apply {
    update_checksum(hdr.ipv4.isValid(), { hdr.ipv4.version, hdr.ipv4.ihl, hdr.ipv4.dscp, hdr.ipv4.ecn, hdr.ipv4.total_length, hdr.ipv4.identification, hdr.ipv4.flags, hdr.ipv4.fragment, hdr.ipv4.ttl, hdr.ipv4.protocol, hdr.ipv4.src_addr, hdr.ipv4.dst_addr }, hdr.ipv4.checksum, HashAlgorithm.csum16);
  }
}

control deparser(packet_out packet, in headers_t hdr) {
  apply {
    packet.emit(hdr.ethernet);
    packet.emit(hdr.ipv4);
    packet.emit(hdr.ipv6);
    packet.emit(hdr.ports);
  }
}

V1Switch(packet_parser(), verify_checksums(), ingress(), egress(), compute_checksums(), deparser()) main;
