// Made from schemas/json by schemas/scripts/generate.mjs: change the schemas, not this file.

export const schemas = {
  "alert": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/alert.json",
    "title": "Alert",
    "description": "Something that is not as it should be, from the moment it was seen until it is over.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "network": {
        "type": "string"
      },
      "severity": {
        "enum": [
          "critical",
          "warning",
          "info"
        ]
      },
      "code": {
        "enum": [
          "link-down",
          "node-down",
          "drift",
          "verdict-violated",
          "device-reverted",
          "deployment-failed",
          "device-unreachable",
          "threshold"
        ]
      },
      "subject": {
        "type": "string",
        "description": "A link id, a device, an intent and property, a deployment."
      },
      "message": {
        "type": "string"
      },
      "raisedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was seen, ms since 1970"
      },
      "resolvedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was over, ms since 1970"
      },
      "acknowledgedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When someone took note, ms since 1970"
      },
      "acknowledgedBy": {
        "type": "string"
      }
    },
    "required": [
      "id",
      "network",
      "severity",
      "code",
      "subject",
      "message",
      "raisedAt"
    ],
    "additionalProperties": false
  },
  "class-trace": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/class-trace.json",
    "title": "ClassTrace",
    "description": "The tree of what can happen to a class of packets, as a table of nodes with equal subtrees once.",
    "type": "object",
    "properties": {
      "entries": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/entry"
        }
      },
      "nodes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/node"
        }
      },
      "isWhole": {
        "type": "boolean"
      },
      "reason": {
        "type": "string",
        "description": "Why it is not whole."
      }
    },
    "required": [
      "entries",
      "nodes",
      "isWhole"
    ],
    "additionalProperties": false,
    "$defs": {
      "entry": {
        "title": "ClassEntry",
        "description": "Where a part of the class enters.",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "interface": {
            "type": "string"
          },
          "from": {
            "type": "string",
            "description": "The host that sends it; absent: whatever lies behind the interface."
          },
          "class": {
            "$ref": "#/$defs/class"
          },
          "to": {
            "$ref": "#/$defs/end"
          }
        },
        "required": [
          "node",
          "interface",
          "class",
          "to"
        ],
        "additionalProperties": false
      },
      "node": {
        "title": "ClassNode",
        "description": "Packets at a device.",
        "type": "object",
        "properties": {
          "id": {
            "type": "integer",
            "minimum": 0
          },
          "node": {
            "type": "string"
          },
          "inInterface": {
            "type": "string"
          },
          "rewritten": {
            "$ref": "#/$defs/rewritten"
          },
          "isCopy": {
            "const": true
          },
          "class": {
            "$ref": "#/$defs/class"
          },
          "parts": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/part"
            }
          }
        },
        "required": [
          "id",
          "node",
          "inInterface",
          "class",
          "parts"
        ],
        "additionalProperties": false
      },
      "part": {
        "title": "ClassPart",
        "description": "Packets with which the device does the same. The shares of all branches sum to 1; of none where copies go on in their place.",
        "type": "object",
        "properties": {
          "class": {
            "$ref": "#/$defs/class"
          },
          "entries": {
            "type": "array",
            "items": {
              "$ref": "trace.json#/$defs/decision"
            }
          },
          "branches": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/branch"
            }
          },
          "copies": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/branch"
            }
          }
        },
        "required": [
          "class",
          "entries",
          "branches"
        ],
        "additionalProperties": false
      },
      "branch": {
        "title": "ClassBranch",
        "description": "One way on.",
        "type": "object",
        "properties": {
          "share": {
            "type": "number",
            "minimum": 0,
            "description": "Of flows under even choice."
          },
          "outInterface": {
            "type": "string"
          },
          "link": {
            "type": "string"
          },
          "entries": {
            "type": "array",
            "items": {
              "$ref": "trace.json#/$defs/decision"
            }
          },
          "rewritten": {
            "$ref": "#/$defs/rewritten"
          },
          "to": {
            "$ref": "#/$defs/end"
          }
        },
        "required": [
          "share",
          "entries",
          "to"
        ],
        "additionalProperties": false
      },
      "rewritten": {
        "title": "RewrittenHeader",
        "description": "What devices have made of the header. A prefix: one of its addresses, whichever the device chose.",
        "type": "object",
        "properties": {
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          },
          "src": {
            "$ref": "common.json#/$defs/prefix"
          },
          "dst": {
            "$ref": "common.json#/$defs/prefix"
          }
        },
        "required": [],
        "additionalProperties": false
      },
      "end": {
        "title": "ClassEnd",
        "description": "device: to the node with this id. received: a copy that somebody is handed. cut: not followed, since there was too much already.",
        "type": "object",
        "properties": {
          "kind": {
            "enum": [
              "device",
              "delivered",
              "misdelivered",
              "received",
              "dropped",
              "looped",
              "cut"
            ]
          },
          "id": {
            "type": "integer",
            "minimum": 0
          },
          "node": {
            "type": "string"
          },
          "reason": {
            "type": "string"
          }
        },
        "required": [
          "kind"
        ],
        "additionalProperties": false
      },
      "class": {
        "title": "TracedClass",
        "description": "Packets as they were sent, as disjoint boxes, and one of them.",
        "type": "object",
        "properties": {
          "example": {
            "$ref": "common.json#/$defs/packet"
          },
          "boxes": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/box"
            }
          },
          "isWhole": {
            "type": "boolean",
            "description": "false: there are more."
          }
        },
        "required": [
          "example",
          "boxes",
          "isWhole"
        ],
        "additionalProperties": false
      },
      "box": {
        "title": "PacketBox",
        "description": "Packets each of whose fields lies in one of the ranges; an absent field may be anything.",
        "type": "object",
        "properties": {
          "family": {
            "enum": [
              4,
              6
            ]
          },
          "src": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/prefix"
            }
          },
          "dst": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/prefix"
            }
          },
          "protocol": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/range"
            }
          },
          "dstPort": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/range"
            }
          },
          "srcPort": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/range"
            }
          },
          "dscp": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/range"
            }
          },
          "established": {
            "type": "boolean"
          }
        },
        "required": [],
        "additionalProperties": false
      },
      "range": {
        "title": "FieldRange",
        "description": "First and last value.",
        "type": "array",
        "prefixItems": [
          {
            "type": "integer",
            "minimum": 0
          },
          {
            "type": "integer",
            "minimum": 0
          }
        ],
        "items": false,
        "minItems": 2,
        "maxItems": 2
      }
    }
  },
  "common": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/common.json",
    "description": "Shapes that several schemas share.",
    "$defs": {
      "ipAddress": {
        "type": "string",
        "description": "An IPv4 or IPv6 address.",
        "format": "ip-address"
      },
      "prefix": {
        "type": "string",
        "description": "A CIDR prefix, host bits zero.",
        "format": "prefix"
      },
      "interfaceAddress": {
        "type": "string",
        "description": "An address with its prefix length, host bits kept.",
        "format": "interface-address"
      },
      "entryKey": {
        "type": "string",
        "description": "Identity of an entry of a device: its kind and what it matches."
      },
      "name": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200
      },
      "labels": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        }
      },
      "port": {
        "type": "integer",
        "minimum": 0,
        "maximum": 65535
      },
      "dscp": {
        "type": "integer",
        "minimum": 0,
        "maximum": 63
      },
      "protocol": {
        "type": "integer",
        "minimum": 0,
        "maximum": 255
      },
      "portRange": {
        "type": "array",
        "prefixItems": [
          {
            "$ref": "#/$defs/port"
          },
          {
            "$ref": "#/$defs/port"
          }
        ],
        "items": false,
        "minItems": 2,
        "maxItems": 2,
        "description": "An inclusive range of ports."
      },
      "place": {
        "title": "Place",
        "description": "A place on the earth, degrees (WGS 84).",
        "type": "object",
        "properties": {
          "lat": {
            "type": "number",
            "minimum": -90,
            "maximum": 90
          },
          "lon": {
            "type": "number",
            "minimum": -180,
            "maximum": 180
          }
        },
        "required": [
          "lat",
          "lon"
        ],
        "additionalProperties": false
      },
      "span": {
        "title": "Span",
        "description": "A place in a source text: UTF-16 offsets and lengths, lines and columns from 1.",
        "type": "object",
        "properties": {
          "offset": {
            "type": "integer",
            "minimum": 0
          },
          "line": {
            "type": "integer",
            "minimum": 1
          },
          "column": {
            "type": "integer",
            "minimum": 1
          },
          "length": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "offset",
          "line",
          "column",
          "length"
        ],
        "additionalProperties": false
      },
      "sourceSpan": {
        "title": "SourceSpan",
        "description": "Where an intent was written.",
        "type": "object",
        "properties": {
          "file": {
            "type": "string"
          },
          "offset": {
            "type": "integer",
            "minimum": 0
          },
          "line": {
            "type": "integer",
            "minimum": 1
          },
          "column": {
            "type": "integer",
            "minimum": 1
          },
          "length": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "file",
          "offset",
          "line",
          "column",
          "length"
        ],
        "additionalProperties": false
      },
      "trafficTerm": {
        "title": "TrafficTerm",
        "description": "One term of a traffic class: a packet belongs when every field given matches.",
        "type": "object",
        "properties": {
          "protocol": {
            "$ref": "#/$defs/protocol"
          },
          "srcPorts": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/portRange"
            }
          },
          "dstPorts": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/portRange"
            }
          },
          "dscp": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/dscp"
            }
          }
        },
        "additionalProperties": false
      },
      "trafficClass": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/trafficTerm"
        },
        "description": "A union of terms; [{}] is any traffic.",
        "minItems": 1
      },
      "packet": {
        "title": "Packet",
        "description": "One IP packet header. Ports are 0 for protocols without ports.",
        "type": "object",
        "properties": {
          "src": {
            "$ref": "#/$defs/ipAddress"
          },
          "dst": {
            "$ref": "#/$defs/ipAddress"
          },
          "protocol": {
            "$ref": "#/$defs/protocol"
          },
          "srcPort": {
            "$ref": "#/$defs/port"
          },
          "dstPort": {
            "$ref": "#/$defs/port"
          },
          "dscp": {
            "$ref": "#/$defs/dscp"
          },
          "established": {
            "type": "boolean"
          }
        },
        "required": [
          "src",
          "dst",
          "protocol",
          "srcPort",
          "dstPort",
          "dscp",
          "established"
        ],
        "additionalProperties": false
      },
      "asNumber": {
        "type": "integer",
        "minimum": 1,
        "maximum": 4294967295,
        "description": "A number of an autonomous system."
      },
      "deviceSetting": {
        "title": "DeviceSetting",
        "description": "ntp, dns, syslog: the address of a server; snmp: v2c or v3.",
        "type": "object",
        "properties": {
          "setting": {
            "enum": [
              "ntp",
              "dns",
              "syslog",
              "snmp"
            ]
          },
          "value": {
            "type": "string"
          }
        },
        "required": [
          "setting",
          "value"
        ],
        "additionalProperties": false
      },
      "routePolicy": {
        "title": "RoutePolicy",
        "description": "The default route alone, everything, nothing, or these prefixes and all inside them.",
        "oneOf": [
          {
            "enum": [
              "default",
              "any",
              "none"
            ]
          },
          {
            "type": "array",
            "items": {
              "$ref": "#/$defs/prefix"
            }
          }
        ]
      },
      "contentName": {
        "type": "string",
        "description": "A name of content, or a prefix of names: /ndn/video.",
        "format": "content-name",
        "maxLength": 8192
      },
      "geoArea": {
        "title": "GeoArea",
        "description": "A part of the map, or of the network.",
        "type": "object",
        "required": [
          "kind"
        ],
        "discriminator": {
          "propertyName": "kind"
        },
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "circle"
              },
              "centre": {
                "$ref": "#/$defs/place"
              },
              "radius": {
                "type": "number",
                "exclusiveMinimum": 0,
                "description": "metres"
              }
            },
            "required": [
              "kind",
              "centre",
              "radius"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "region"
              },
              "region": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "region"
            ],
            "additionalProperties": false
          }
        ]
      },
      "geoTarget": {
        "title": "GeoTarget",
        "description": "Whom a packet to a place is for.",
        "type": "object",
        "required": [
          "kind"
        ],
        "discriminator": {
          "propertyName": "kind"
        },
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "node"
              },
              "node": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "area"
              },
              "area": {
                "$ref": "#/$defs/geoArea"
              }
            },
            "required": [
              "kind",
              "area"
            ],
            "additionalProperties": false
          }
        ]
      },
      "placePacket": {
        "title": "PlacePacket",
        "description": "A packet that is sent by place.",
        "type": "object",
        "properties": {
          "to": {
            "$ref": "#/$defs/geoTarget"
          },
          "protocol": {
            "$ref": "#/$defs/protocol"
          },
          "srcPort": {
            "$ref": "#/$defs/port"
          },
          "dstPort": {
            "$ref": "#/$defs/port"
          },
          "dscp": {
            "$ref": "#/$defs/dscp"
          }
        },
        "required": [
          "to",
          "protocol",
          "srcPort",
          "dstPort",
          "dscp"
        ],
        "additionalProperties": false
      },
      "segment": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "The VRF or tenant; absent: main."
      }
    }
  },
  "deployment": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/deployment.json",
    "title": "Deployment",
    "description": "A plan on its way to the devices.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "network": {
        "type": "string"
      },
      "plan": {
        "type": "string"
      },
      "status": {
        "$ref": "#/$defs/status"
      },
      "wave": {
        "description": "The wave under way; index -1 before the first.",
        "type": "object",
        "properties": {
          "index": {
            "type": "integer",
            "minimum": -1
          },
          "of": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "index",
          "of"
        ],
        "additionalProperties": false
      },
      "waves": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/wave"
        }
      },
      "startedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When validation began, ms since 1970"
      },
      "finishedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was final, ms since 1970"
      },
      "ms": {
        "type": "integer",
        "minimum": 0
      },
      "actor": {
        "type": "string"
      },
      "reason": {
        "type": "string"
      },
      "error": {
        "$ref": "#/$defs/failure"
      },
      "createdAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was asked for, ms since 1970"
      },
      "needsPerson": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Devices that a person must look at."
      },
      "supersededBy": {
        "type": "string"
      },
      "canRollBack": {
        "type": "boolean"
      },
      "events": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/event"
        },
        "description": "Left out in lists."
      }
    },
    "required": [
      "id",
      "network",
      "plan",
      "status",
      "wave",
      "waves",
      "actor"
    ],
    "additionalProperties": false,
    "$defs": {
      "status": {
        "title": "DeploymentStatus",
        "enum": [
          "awaiting-approval",
          "scheduled",
          "queued",
          "validating",
          "staging",
          "rolling-out",
          "paused",
          "confirming",
          "active",
          "superseded",
          "rolling-back",
          "rolled-back",
          "failed"
        ]
      },
      "wave": {
        "title": "DeploymentWave",
        "type": "object",
        "properties": {
          "devices": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "status": {
            "enum": [
              "pending",
              "staging",
              "committing",
              "done",
              "undone"
            ]
          },
          "ms": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "devices",
          "status"
        ],
        "additionalProperties": false
      },
      "failure": {
        "title": "Failure",
        "description": "What went wrong.",
        "type": "object",
        "properties": {
          "code": {
            "type": "string"
          },
          "message": {
            "type": "string"
          },
          "devices": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "moved": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/moved"
            }
          }
        },
        "required": [
          "code",
          "message"
        ],
        "additionalProperties": false
      },
      "moved": {
        "title": "Moved",
        "description": "Something that is no longer as the plan saw it.",
        "type": "object",
        "properties": {
          "what": {
            "type": "string"
          },
          "was": {
            "type": "string"
          },
          "is": {
            "type": "string"
          }
        },
        "required": [
          "what",
          "was",
          "is"
        ],
        "additionalProperties": false
      },
      "event": {
        "title": "DeploymentEvent",
        "description": "A journalled step.",
        "type": "object",
        "properties": {
          "seq": {
            "type": "integer",
            "minimum": 0
          },
          "at": {
            "type": "integer",
            "minimum": 0,
            "description": "When it was written, ms since 1970"
          },
          "type": {
            "type": "string"
          }
        },
        "required": [
          "seq",
          "at",
          "type"
        ],
        "additionalProperties": true
      }
    }
  },
  "device-diff": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/device-diff.json",
    "title": "DeviceDiff",
    "description": "What changes on one device.",
    "type": "object",
    "properties": {
      "device": {
        "type": "string"
      },
      "added": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/keyed"
        }
      },
      "removed": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/keyed"
        }
      },
      "changed": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/change"
        }
      }
    },
    "required": [
      "device",
      "added",
      "removed",
      "changed"
    ],
    "additionalProperties": false,
    "$defs": {
      "keyed": {
        "title": "KeyedEntry",
        "type": "object",
        "properties": {
          "key": {
            "$ref": "common.json#/$defs/entryKey"
          },
          "entry": {
            "$ref": "device-state.json#/$defs/entry"
          }
        },
        "required": [
          "key",
          "entry"
        ],
        "additionalProperties": false
      },
      "change": {
        "title": "EntryChange",
        "type": "object",
        "properties": {
          "key": {
            "$ref": "common.json#/$defs/entryKey"
          },
          "before": {
            "$ref": "device-state.json#/$defs/entry"
          },
          "after": {
            "$ref": "device-state.json#/$defs/entry"
          }
        },
        "required": [
          "key",
          "before",
          "after"
        ],
        "additionalProperties": false
      }
    }
  },
  "device-state": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/device-state.json",
    "title": "DeviceState",
    "description": "One device, desired or observed, vendor-neutral.",
    "type": "object",
    "properties": {
      "device": {
        "type": "string"
      },
      "routes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/route"
        }
      },
      "policyRoutes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/policyRoute"
        }
      },
      "filters": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/filter"
        }
      },
      "marks": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/mark"
        }
      },
      "policers": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/policer"
        }
      },
      "queues": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/queue"
        }
      },
      "copies": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/copy"
        }
      },
      "groupRoutes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/groupRoute"
        }
      },
      "translations": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/translation"
        }
      },
      "settings": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/deviceSetting"
        }
      },
      "peers": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/peer"
        }
      },
      "nameRoutes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/nameRoute"
        }
      },
      "nameStrategies": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/nameStrategy"
        }
      },
      "contentStores": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/contentStore"
        }
      },
      "nameCaches": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/nameCache"
        }
      },
      "nameFilters": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/nameFilter"
        }
      },
      "geoNodes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/geoNode"
        }
      },
      "geoNeighbours": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/geoNeighbour"
        }
      },
      "geoMembers": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/geoMember"
        }
      },
      "geoAreas": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/geoArea"
        }
      },
      "geoFilters": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/geoFilter"
        }
      }
    },
    "required": [
      "device",
      "routes",
      "policyRoutes",
      "filters"
    ],
    "additionalProperties": false,
    "$defs": {
      "match": {
        "title": "PacketMatch",
        "description": "Absent fields match anything.",
        "type": "object",
        "properties": {
          "src": {
            "$ref": "common.json#/$defs/prefix"
          },
          "dst": {
            "$ref": "common.json#/$defs/prefix"
          },
          "protocol": {
            "$ref": "common.json#/$defs/protocol"
          },
          "srcPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dstPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          },
          "established": {
            "type": "boolean"
          }
        },
        "additionalProperties": false
      },
      "nextHop": {
        "title": "NextHop",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "address": {
            "$ref": "common.json#/$defs/ipAddress"
          }
        },
        "required": [
          "interface"
        ],
        "additionalProperties": false
      },
      "action": {
        "title": "RouteAction",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "forward"
              },
              "groups": {
                "type": "array",
                "items": {
                  "type": "array",
                  "items": {
                    "$ref": "#/$defs/nextHop"
                  }
                },
                "description": "The first group with an interface that is up is used."
              }
            },
            "required": [
              "kind",
              "groups"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "deliver"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "interface"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "drop"
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          }
        ]
      },
      "route": {
        "title": "RouteEntry",
        "description": "The longest prefix that holds the destination wins.",
        "type": "object",
        "properties": {
          "prefix": {
            "$ref": "common.json#/$defs/prefix"
          },
          "action": {
            "$ref": "#/$defs/action"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "prefix",
          "action"
        ],
        "additionalProperties": false
      },
      "policyRoute": {
        "title": "PolicyRouteEntry",
        "description": "Decides before the routes; higher priority first.",
        "type": "object",
        "properties": {
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "inInterface": {
            "type": "string",
            "description": "Only packets that came in by this interface."
          },
          "action": {
            "$ref": "#/$defs/action"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "priority",
          "match",
          "action"
        ],
        "additionalProperties": false
      },
      "filter": {
        "title": "FilterEntry",
        "description": "The first match decides; none matches: permitted.",
        "type": "object",
        "properties": {
          "direction": {
            "enum": [
              "in",
              "forward",
              "out"
            ]
          },
          "interface": {
            "type": "string"
          },
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "action": {
            "enum": [
              "permit",
              "deny"
            ]
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "direction",
          "priority",
          "match",
          "action"
        ],
        "additionalProperties": false
      },
      "mark": {
        "title": "MarkEntry",
        "description": "Rewrites the DSCP; the first match counts.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string",
            "description": "Only packets that came in by this interface."
          },
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "priority",
          "match",
          "dscp"
        ],
        "additionalProperties": false
      },
      "policer": {
        "title": "PolicerEntry",
        "description": "Holds packets to a rate; entries with one bucket share it.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "direction": {
            "enum": [
              "in",
              "out"
            ]
          },
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "bucket": {
            "type": "string"
          },
          "rate": {
            "type": "integer",
            "minimum": 1,
            "description": "bit/s"
          },
          "burst": {
            "type": "integer",
            "minimum": 0,
            "description": "bytes"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "direction",
          "priority",
          "match",
          "bucket",
          "rate",
          "burst"
        ],
        "additionalProperties": false
      },
      "queue": {
        "title": "QueueEntry",
        "description": "Puts packets that leave by the interface into a queue of it; the first match counts.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "inInterface": {
            "type": "string",
            "description": "Only packets that came in by this interface."
          },
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "class": {
            "type": "string"
          },
          "min": {
            "type": "integer",
            "minimum": 0,
            "description": "bit/s that the class always has"
          },
          "max": {
            "type": "integer",
            "minimum": 1,
            "description": "bit/s that it never exceeds"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "interface",
          "priority",
          "match",
          "class"
        ],
        "additionalProperties": false
      },
      "copy": {
        "title": "CopyEntry",
        "description": "Sends a copy of the packet out of `to`; all that match count.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string",
            "description": "Only packets that came in by this interface."
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "to": {
            "type": "string"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "match",
          "to"
        ],
        "additionalProperties": false
      },
      "groupRoute": {
        "title": "GroupRouteEntry",
        "description": "Packets from the source to the group go out of every interface of `out`, if they came in by `inInterface`.",
        "type": "object",
        "properties": {
          "source": {
            "$ref": "common.json#/$defs/prefix"
          },
          "group": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "inInterface": {
            "type": "string"
          },
          "out": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "source",
          "group",
          "inInterface",
          "out"
        ],
        "additionalProperties": false
      },
      "translationTarget": {
        "title": "TranslationTarget",
        "description": "What an address becomes: one of the prefix, as the device chooses.",
        "type": "object",
        "properties": {
          "prefix": {
            "$ref": "common.json#/$defs/prefix"
          },
          "weight": {
            "type": "integer",
            "minimum": 1
          },
          "interface": {
            "type": "string",
            "description": "Chosen only while it is up."
          }
        },
        "required": [
          "prefix",
          "weight"
        ],
        "additionalProperties": false
      },
      "translation": {
        "title": "TranslationEntry",
        "description": "Rewrites an address of packets that open a connection, and of their answers back.",
        "type": "object",
        "properties": {
          "direction": {
            "enum": [
              "source",
              "destination"
            ]
          },
          "interface": {
            "type": "string",
            "description": "Where packets leave (source) or come in (destination)."
          },
          "priority": {
            "type": "integer"
          },
          "match": {
            "$ref": "#/$defs/match"
          },
          "to": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/translationTarget"
            },
            "minItems": 1
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "direction",
          "priority",
          "match",
          "to"
        ],
        "additionalProperties": false
      },
      "peer": {
        "title": "PeerEntry",
        "description": "A BGP session with a neighbour outside of the network.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "neighbour": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "localAs": {
            "$ref": "common.json#/$defs/asNumber"
          },
          "remoteAs": {
            "$ref": "common.json#/$defs/asNumber"
          },
          "import": {
            "$ref": "common.json#/$defs/routePolicy"
          },
          "export": {
            "$ref": "common.json#/$defs/routePolicy"
          },
          "maxPrefixes": {
            "type": "integer",
            "minimum": 1
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "interface",
          "neighbour",
          "localAs",
          "remoteAs",
          "import",
          "export"
        ],
        "additionalProperties": false
      },
      "nameHopGroup": {
        "title": "NameHopGroup",
        "type": "object",
        "properties": {
          "cost": {
            "type": "integer",
            "minimum": 0
          },
          "interfaces": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "cost",
          "interfaces"
        ],
        "additionalProperties": false
      },
      "nameRoute": {
        "title": "NameRouteEntry",
        "description": "Where Interests under a prefix go; the longest prefix counts.",
        "type": "object",
        "properties": {
          "name": {
            "$ref": "common.json#/$defs/contentName"
          },
          "groups": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/nameHopGroup"
            },
            "description": "By ascending cost; the first with an interface that is up is used."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "name",
          "groups"
        ],
        "additionalProperties": false
      },
      "nameStrategy": {
        "title": "NameStrategyEntry",
        "description": "How Interests under a prefix are sent on; the longest prefix counts.",
        "type": "object",
        "properties": {
          "name": {
            "$ref": "common.json#/$defs/contentName"
          },
          "strategy": {
            "enum": [
              "best-route",
              "asf",
              "multicast"
            ]
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "name",
          "strategy"
        ],
        "additionalProperties": false
      },
      "contentStore": {
        "title": "ContentStoreEntry",
        "description": "The device keeps Data that passes. One at most.",
        "type": "object",
        "properties": {
          "capacity": {
            "type": "integer",
            "minimum": 1,
            "description": "packets of 8,800 bytes"
          },
          "policy": {
            "enum": [
              "lru",
              "fifo"
            ]
          },
          "keeps": {
            "enum": [
              "all",
              "listed"
            ],
            "description": "What is kept where no cache entry speaks of a name."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "capacity",
          "policy",
          "keeps"
        ],
        "additionalProperties": false
      },
      "nameCache": {
        "title": "NameCacheEntry",
        "description": "Whether Data under a prefix is kept; the longest prefix counts.",
        "type": "object",
        "properties": {
          "name": {
            "$ref": "common.json#/$defs/contentName"
          },
          "keep": {
            "type": "boolean"
          },
          "ttl": {
            "type": "integer",
            "minimum": 1,
            "description": "ms"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "name",
          "keep"
        ],
        "additionalProperties": false
      },
      "nameFilter": {
        "title": "NameFilterEntry",
        "description": "Refuses or permits Interests that come in by an interface; the first match decides.",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "priority": {
            "type": "integer"
          },
          "name": {
            "$ref": "common.json#/$defs/contentName"
          },
          "action": {
            "enum": [
              "permit",
              "deny"
            ]
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "interface",
          "priority",
          "name",
          "action"
        ],
        "additionalProperties": false
      },
      "trafficBox": {
        "title": "TrafficBox",
        "type": "object",
        "properties": {
          "protocol": {
            "$ref": "common.json#/$defs/protocol"
          },
          "srcPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dstPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          }
        },
        "required": [],
        "additionalProperties": false
      },
      "geoNode": {
        "title": "GeoNodeEntry",
        "type": "object",
        "properties": {
          "place": {
            "$ref": "common.json#/$defs/place"
          },
          "fallback": {
            "enum": [
              "none",
              "perimeter"
            ]
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "place",
          "fallback"
        ],
        "additionalProperties": false
      },
      "geoNeighbour": {
        "title": "GeoNeighbourEntry",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "node": {
            "type": "string"
          },
          "place": {
            "$ref": "common.json#/$defs/place"
          },
          "planar": {
            "type": "boolean",
            "description": "One of the links that packets are led around by, no two of which cross."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "interface",
          "node",
          "place",
          "planar"
        ],
        "additionalProperties": false
      },
      "geoMember": {
        "title": "GeoMemberEntry",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "interface": {
            "type": "string"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "node",
          "interface"
        ],
        "additionalProperties": false
      },
      "geoArea": {
        "title": "GeoAreaEntry",
        "type": "object",
        "properties": {
          "area": {
            "$ref": "common.json#/$defs/geoArea"
          },
          "deliver": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "flood": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "area",
          "deliver",
          "flood"
        ],
        "additionalProperties": false
      },
      "geoFilter": {
        "title": "GeoFilterEntry",
        "type": "object",
        "properties": {
          "interface": {
            "type": "string"
          },
          "priority": {
            "type": "integer"
          },
          "to": {
            "title": "GeoFilterTarget",
            "type": "object",
            "required": [
              "kind"
            ],
            "discriminator": {
              "propertyName": "kind"
            },
            "oneOf": [
              {
                "type": "object",
                "properties": {
                  "kind": {
                    "const": "any"
                  }
                },
                "required": [
                  "kind"
                ],
                "additionalProperties": false
              },
              {
                "type": "object",
                "properties": {
                  "kind": {
                    "const": "node"
                  },
                  "node": {
                    "type": "string"
                  }
                },
                "required": [
                  "kind",
                  "node"
                ],
                "additionalProperties": false
              },
              {
                "type": "object",
                "properties": {
                  "kind": {
                    "const": "area"
                  },
                  "area": {
                    "$ref": "common.json#/$defs/geoArea"
                  }
                },
                "required": [
                  "kind",
                  "area"
                ],
                "additionalProperties": false
              }
            ]
          },
          "traffic": {
            "$ref": "#/$defs/trafficBox"
          },
          "action": {
            "enum": [
              "permit",
              "deny"
            ]
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "interface",
          "priority",
          "to",
          "traffic",
          "action"
        ],
        "additionalProperties": false
      },
      "entry": {
        "title": "Entry",
        "description": "An entry with its kind.",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "route"
              },
              "prefix": {
                "$ref": "common.json#/$defs/prefix"
              },
              "action": {
                "$ref": "#/$defs/action"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "prefix",
              "action"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "policy-route"
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "inInterface": {
                "type": "string",
                "description": "Only packets that came in by this interface."
              },
              "action": {
                "$ref": "#/$defs/action"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "priority",
              "match",
              "action"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "filter"
              },
              "direction": {
                "enum": [
                  "in",
                  "forward",
                  "out"
                ]
              },
              "interface": {
                "type": "string"
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "action": {
                "enum": [
                  "permit",
                  "deny"
                ]
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "direction",
              "priority",
              "match",
              "action"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "mark"
              },
              "interface": {
                "type": "string",
                "description": "Only packets that came in by this interface."
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "dscp": {
                "$ref": "common.json#/$defs/dscp"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "priority",
              "match",
              "dscp"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "policer"
              },
              "interface": {
                "type": "string"
              },
              "direction": {
                "enum": [
                  "in",
                  "out"
                ]
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "bucket": {
                "type": "string"
              },
              "rate": {
                "type": "integer",
                "minimum": 1,
                "description": "bit/s"
              },
              "burst": {
                "type": "integer",
                "minimum": 0,
                "description": "bytes"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "direction",
              "priority",
              "match",
              "bucket",
              "rate",
              "burst"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "queue"
              },
              "interface": {
                "type": "string"
              },
              "inInterface": {
                "type": "string",
                "description": "Only packets that came in by this interface."
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "class": {
                "type": "string"
              },
              "min": {
                "type": "integer",
                "minimum": 0,
                "description": "bit/s that the class always has"
              },
              "max": {
                "type": "integer",
                "minimum": 1,
                "description": "bit/s that it never exceeds"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "interface",
              "priority",
              "match",
              "class"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "copy"
              },
              "interface": {
                "type": "string",
                "description": "Only packets that came in by this interface."
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "to": {
                "type": "string"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "match",
              "to"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "group-route"
              },
              "source": {
                "$ref": "common.json#/$defs/prefix"
              },
              "group": {
                "$ref": "common.json#/$defs/ipAddress"
              },
              "inInterface": {
                "type": "string"
              },
              "out": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "source",
              "group",
              "inInterface",
              "out"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "translation"
              },
              "direction": {
                "enum": [
                  "source",
                  "destination"
                ]
              },
              "interface": {
                "type": "string",
                "description": "Where packets leave (source) or come in (destination)."
              },
              "priority": {
                "type": "integer"
              },
              "match": {
                "$ref": "#/$defs/match"
              },
              "to": {
                "type": "array",
                "items": {
                  "$ref": "#/$defs/translationTarget"
                },
                "minItems": 1
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "direction",
              "priority",
              "match",
              "to"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "setting"
              },
              "setting": {
                "enum": [
                  "ntp",
                  "dns",
                  "syslog",
                  "snmp"
                ]
              },
              "value": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "setting",
              "value"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "peer"
              },
              "interface": {
                "type": "string"
              },
              "neighbour": {
                "$ref": "common.json#/$defs/ipAddress"
              },
              "localAs": {
                "$ref": "common.json#/$defs/asNumber"
              },
              "remoteAs": {
                "$ref": "common.json#/$defs/asNumber"
              },
              "import": {
                "$ref": "common.json#/$defs/routePolicy"
              },
              "export": {
                "$ref": "common.json#/$defs/routePolicy"
              },
              "maxPrefixes": {
                "type": "integer",
                "minimum": 1
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "interface",
              "neighbour",
              "localAs",
              "remoteAs",
              "import",
              "export"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "name-route"
              },
              "name": {
                "$ref": "common.json#/$defs/contentName"
              },
              "groups": {
                "type": "array",
                "items": {
                  "$ref": "#/$defs/nameHopGroup"
                },
                "description": "By ascending cost; the first with an interface that is up is used."
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "name",
              "groups"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "name-strategy"
              },
              "name": {
                "$ref": "common.json#/$defs/contentName"
              },
              "strategy": {
                "enum": [
                  "best-route",
                  "asf",
                  "multicast"
                ]
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "name",
              "strategy"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "content-store"
              },
              "capacity": {
                "type": "integer",
                "minimum": 1,
                "description": "packets of 8,800 bytes"
              },
              "policy": {
                "enum": [
                  "lru",
                  "fifo"
                ]
              },
              "keeps": {
                "enum": [
                  "all",
                  "listed"
                ],
                "description": "What is kept where no cache entry speaks of a name."
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "capacity",
              "policy",
              "keeps"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "name-cache"
              },
              "name": {
                "$ref": "common.json#/$defs/contentName"
              },
              "keep": {
                "type": "boolean"
              },
              "ttl": {
                "type": "integer",
                "minimum": 1,
                "description": "ms"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "name",
              "keep"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "name-filter"
              },
              "interface": {
                "type": "string"
              },
              "priority": {
                "type": "integer"
              },
              "name": {
                "$ref": "common.json#/$defs/contentName"
              },
              "action": {
                "enum": [
                  "permit",
                  "deny"
                ]
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "interface",
              "priority",
              "name",
              "action"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "geo-node"
              },
              "place": {
                "$ref": "common.json#/$defs/place"
              },
              "fallback": {
                "enum": [
                  "none",
                  "perimeter"
                ]
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "place",
              "fallback"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "geo-neighbour"
              },
              "interface": {
                "type": "string"
              },
              "node": {
                "type": "string"
              },
              "place": {
                "$ref": "common.json#/$defs/place"
              },
              "planar": {
                "type": "boolean",
                "description": "One of the links that packets are led around by, no two of which cross."
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "interface",
              "node",
              "place",
              "planar"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "geo-member"
              },
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "node",
              "interface"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "geo-area"
              },
              "area": {
                "$ref": "common.json#/$defs/geoArea"
              },
              "deliver": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "flood": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "area",
              "deliver",
              "flood"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "geo-filter"
              },
              "interface": {
                "type": "string"
              },
              "priority": {
                "type": "integer"
              },
              "to": {
                "title": "GeoFilterTarget",
                "type": "object",
                "required": [
                  "kind"
                ],
                "discriminator": {
                  "propertyName": "kind"
                },
                "oneOf": [
                  {
                    "type": "object",
                    "properties": {
                      "kind": {
                        "const": "any"
                      }
                    },
                    "required": [
                      "kind"
                    ],
                    "additionalProperties": false
                  },
                  {
                    "type": "object",
                    "properties": {
                      "kind": {
                        "const": "node"
                      },
                      "node": {
                        "type": "string"
                      }
                    },
                    "required": [
                      "kind",
                      "node"
                    ],
                    "additionalProperties": false
                  },
                  {
                    "type": "object",
                    "properties": {
                      "kind": {
                        "const": "area"
                      },
                      "area": {
                        "$ref": "common.json#/$defs/geoArea"
                      }
                    },
                    "required": [
                      "kind",
                      "area"
                    ],
                    "additionalProperties": false
                  }
                ]
              },
              "traffic": {
                "$ref": "#/$defs/trafficBox"
              },
              "action": {
                "enum": [
                  "permit",
                  "deny"
                ]
              },
              "segment": {
                "$ref": "common.json#/$defs/segment"
              }
            },
            "required": [
              "kind",
              "interface",
              "priority",
              "to",
              "traffic",
              "action"
            ],
            "additionalProperties": false
          }
        ]
      }
    }
  },
  "diagnostic": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/diagnostic.json",
    "title": "Diagnostic",
    "description": "Something to tell the person who wrote the text.",
    "type": "object",
    "properties": {
      "code": {
        "type": "string",
        "description": "Stable; the manual lists them."
      },
      "severity": {
        "enum": [
          "error",
          "warning",
          "info"
        ]
      },
      "message": {
        "type": "string"
      },
      "file": {
        "type": "string"
      },
      "span": {
        "$ref": "common.json#/$defs/span"
      },
      "hint": {
        "type": "string",
        "description": "The fix; follows the message after a semicolon."
      },
      "related": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/related"
        }
      },
      "witness": {
        "$ref": "#/$defs/witness"
      }
    },
    "required": [
      "code",
      "severity",
      "message",
      "file",
      "span"
    ],
    "additionalProperties": false,
    "$defs": {
      "related": {
        "title": "RelatedPlace",
        "type": "object",
        "properties": {
          "message": {
            "type": "string"
          },
          "file": {
            "type": "string"
          },
          "span": {
            "$ref": "common.json#/$defs/span"
          }
        },
        "required": [
          "message",
          "file",
          "span"
        ],
        "additionalProperties": false
      },
      "witness": {
        "title": "Witness",
        "description": "What shows that it is right: a packet, where it enters, the link and the time that it is about.",
        "type": "object",
        "properties": {
          "packet": {
            "$ref": "common.json#/$defs/packet"
          },
          "place": {
            "type": "object",
            "properties": {
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "node",
              "interface"
            ],
            "additionalProperties": false
          },
          "link": {
            "type": "string"
          },
          "time": {
            "type": "object",
            "description": "ISO 8601, UTC.",
            "properties": {
              "from": {
                "type": "string"
              },
              "until": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "until"
            ],
            "additionalProperties": false
          }
        },
        "additionalProperties": false
      }
    }
  },
  "fault": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/fault.json",
    "title": "Fault",
    "description": "Something that an emulated network suffers from.",
    "type": "object",
    "discriminator": {
      "propertyName": "kind"
    },
    "required": [
      "kind"
    ],
    "oneOf": [
      {
        "type": "object",
        "description": "The link carries nothing. With `from`: what that end sends is lost, and neither end notices.",
        "properties": {
          "kind": {
            "const": "link-down"
          },
          "link": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Id of a link."
          },
          "from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "The end whose packets suffer; absent: both directions do."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "link"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The node is off.",
        "properties": {
          "kind": {
            "const": "node-down"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "Added to the link's propagation, µs.",
        "properties": {
          "kind": {
            "const": "link-delay"
          },
          "link": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Id of a link."
          },
          "from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "The end whose packets suffer; absent: both directions do."
          },
          "microseconds": {
            "type": "integer",
            "minimum": 0,
            "maximum": 3600000000,
            "description": "µs"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "link",
          "microseconds"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "A part of the packets is lost.",
        "properties": {
          "kind": {
            "const": "link-loss"
          },
          "link": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Id of a link."
          },
          "from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "The end whose packets suffer; absent: both directions do."
          },
          "fraction": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "0–1"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "link",
          "fraction"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The link goes down and up again and again, first down.",
        "properties": {
          "kind": {
            "const": "link-flap"
          },
          "link": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Id of a link."
          },
          "periodMs": {
            "type": "integer",
            "minimum": 100,
            "maximum": 86400000,
            "description": "From one time that it goes down to the next, on average."
          },
          "duty": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "Part of the period in which it is up."
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "How much of the time up, at most, it goes down later by chance. Default 0."
          },
          "seed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 4294967295,
            "description": "Of the chance. Default 1."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "link",
          "periodMs",
          "duty"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The node goes down and up again and again, first down.",
        "properties": {
          "kind": {
            "const": "node-flap"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "periodMs": {
            "type": "integer",
            "minimum": 100,
            "maximum": 86400000,
            "description": "From one time that it goes down to the next, on average."
          },
          "duty": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "Part of the period in which it is up."
          },
          "jitter": {
            "type": "number",
            "minimum": 0,
            "maximum": 1,
            "description": "How much of the time up, at most, it goes down later by chance. Default 0."
          },
          "seed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 4294967295,
            "description": "Of the chance. Default 1."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node",
          "periodMs",
          "duty"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device stages nothing.",
        "properties": {
          "kind": {
            "const": "refuse-stage"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device commits nothing.",
        "properties": {
          "kind": {
            "const": "refuse-commit"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device loses what is staged and cannot be reached; armed: once it has staged something.",
        "properties": {
          "kind": {
            "const": "die-after-stage"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "armed": {
            "type": "boolean",
            "description": "It lives until it has staged something."
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device loses an entry of what it runs, at once.",
        "properties": {
          "kind": {
            "const": "forget-entry"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "entry": {
            "$ref": "common.json#/$defs/entryKey"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node",
          "entry"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device acts and answers later by `ms`; without `ms` it never does.",
        "properties": {
          "kind": {
            "const": "slow-device"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "ms": {
            "type": "integer",
            "minimum": 1,
            "maximum": 3600000,
            "description": "ms"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "A commit applies only the first entries of the change, then fails; with `lies` it says that all went well.",
        "properties": {
          "kind": {
            "const": "partial-commit"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "entries": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000000,
            "description": "How many entries of the change are applied."
          },
          "lies": {
            "type": "boolean"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node",
          "entries"
        ],
        "additionalProperties": false
      },
      {
        "type": "object",
        "description": "The device reads its confirm deadline by a clock that runs ahead by `ms` (behind, where negative).",
        "properties": {
          "kind": {
            "const": "clock-skew"
          },
          "node": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300,
            "description": "Name of a node."
          },
          "ms": {
            "type": "integer",
            "minimum": -31536000000,
            "maximum": 31536000000,
            "description": "ms"
          },
          "forMs": {
            "type": "integer",
            "minimum": 1,
            "maximum": 31536000000,
            "description": "The fault clears itself after so many ms."
          }
        },
        "required": [
          "kind",
          "node",
          "ms"
        ],
        "additionalProperties": false
      }
    ]
  },
  "intent-file": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/intent-file.json",
    "title": "CommittedFile",
    "description": "A file of the committed intents with what there is to say about it.",
    "type": "object",
    "properties": {
      "name": {
        "type": "string"
      },
      "text": {
        "type": "string"
      },
      "revision": {
        "type": "string",
        "description": "Hash of its content."
      },
      "updatedAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was last written, ms since 1970"
      },
      "diagnostics": {
        "type": "array",
        "items": {
          "$ref": "diagnostic.json"
        }
      }
    },
    "required": [
      "name",
      "text",
      "revision",
      "updatedAt",
      "diagnostics"
    ],
    "additionalProperties": false,
    "$defs": {
      "info": {
        "title": "CommittedFileInfo",
        "description": "A file of the committed intents without its text.",
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "revision": {
            "type": "string"
          },
          "size": {
            "type": "integer",
            "minimum": 0,
            "description": "UTF-16 units"
          },
          "updatedAt": {
            "type": "integer",
            "minimum": 0,
            "description": "When it was last written, ms since 1970"
          }
        },
        "required": [
          "name",
          "revision",
          "size",
          "updatedAt"
        ],
        "additionalProperties": false
      }
    }
  },
  "intent-set": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/intent-set.json",
    "title": "IntentSet",
    "description": "The intent files as they stood from one moment on.",
    "type": "object",
    "properties": {
      "revision": {
        "type": "string"
      },
      "at": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was committed, ms since 1970"
      },
      "actor": {
        "type": "string"
      },
      "files": {
        "type": "array",
        "items": {
          "title": "FileRevision",
          "type": "object",
          "properties": {
            "name": {
              "type": "string"
            },
            "revision": {
              "type": "string"
            }
          },
          "required": [
            "name",
            "revision"
          ],
          "additionalProperties": false
        }
      },
      "deployment": {
        "type": "string",
        "description": "The deployment that brought it."
      },
      "renamed": {
        "type": "array",
        "items": {
          "title": "RenamedIntent",
          "type": "object",
          "properties": {
            "from": {
              "type": "string"
            },
            "to": {
              "type": "string"
            }
          },
          "required": [
            "from",
            "to"
          ],
          "additionalProperties": false
        },
        "description": "Intents that got another name with it: the ids before and since."
      }
    },
    "required": [
      "revision",
      "at",
      "actor",
      "files"
    ],
    "additionalProperties": false
  },
  "intent-status": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/intent-status.json",
    "title": "IntentStatus",
    "description": "A committed intent and how it fares.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "name": {
        "type": "string"
      },
      "kind": {
        "type": "string"
      },
      "file": {
        "type": "string"
      },
      "formerNames": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Names that it had, latest first; file/name where it was in another file."
      },
      "builtin": {
        "const": true,
        "description": "The network has it by itself; no file says it."
      },
      "text": {
        "type": "string",
        "description": "As it was written."
      },
      "line": {
        "type": "integer",
        "minimum": 1
      },
      "priority": {
        "type": "integer"
      },
      "from": {
        "type": "string",
        "description": "The sources, as they were written."
      },
      "to": {
        "type": "string",
        "description": "The destinations, as they were written."
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "active": {
        "type": "boolean",
        "description": "Whether its schedule holds now; true without one."
      },
      "schedule": {
        "type": "string",
        "description": "When it is active, as it was written."
      },
      "verdicts": {
        "enum": [
          "holds",
          "violated",
          "unknown",
          "inactive",
          "not-deployed"
        ],
        "description": "inactive: its schedule left it out of what runs; not-deployed: what runs does not know it, or another form of it."
      },
      "paths": {
        "type": "array",
        "items": {
          "type": "array",
          "items": {
            "type": "string"
          }
        }
      },
      "allVerdicts": {
        "type": "array",
        "items": {
          "$ref": "verdict.json"
        },
        "description": "Left out in lists."
      },
      "at": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "The devices of a flow, which has no ends."
      }
    },
    "required": [
      "id",
      "name",
      "kind",
      "file",
      "priority",
      "labels",
      "active",
      "verdicts",
      "paths"
    ],
    "additionalProperties": false
  },
  "intent": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/intent.json",
    "title": "Intent",
    "description": "What the network must do.",
    "type": "object",
    "discriminator": {
      "propertyName": "kind"
    },
    "required": [
      "kind"
    ],
    "oneOf": [
      {
        "$ref": "#/$defs/route"
      },
      {
        "$ref": "#/$defs/isolate"
      },
      {
        "$ref": "#/$defs/allow"
      },
      {
        "$ref": "#/$defs/assert"
      },
      {
        "$ref": "#/$defs/mark"
      },
      {
        "$ref": "#/$defs/limit"
      },
      {
        "$ref": "#/$defs/qos"
      },
      {
        "$ref": "#/$defs/mirror"
      },
      {
        "$ref": "#/$defs/multicast"
      },
      {
        "$ref": "#/$defs/nat"
      },
      {
        "$ref": "#/$defs/balance"
      },
      {
        "$ref": "#/$defs/flow"
      },
      {
        "$ref": "#/$defs/protect"
      },
      {
        "$ref": "#/$defs/drain"
      },
      {
        "$ref": "#/$defs/baseline"
      },
      {
        "$ref": "#/$defs/peer"
      },
      {
        "$ref": "#/$defs/nameRoute"
      },
      {
        "$ref": "#/$defs/nameIsolate"
      },
      {
        "$ref": "#/$defs/cache"
      },
      {
        "$ref": "#/$defs/geoRoute"
      },
      {
        "$ref": "#/$defs/geocast"
      },
      {
        "$ref": "#/$defs/geoIsolate"
      }
    ],
    "$defs": {
      "endTerm": {
        "title": "EndTerm",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "node"
              },
              "node": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "prefix"
              },
              "prefix": {
                "$ref": "common.json#/$defs/prefix"
              }
            },
            "required": [
              "kind",
              "prefix"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "any"
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "internet"
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          }
        ]
      },
      "ends": {
        "title": "Ends",
        "description": "The union of terms without except; text is how it was written.",
        "type": "object",
        "properties": {
          "terms": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/endTerm"
            }
          },
          "except": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/endTerm"
            }
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "terms",
          "except",
          "text"
        ],
        "additionalProperties": false
      },
      "waypoint": {
        "title": "Waypoint",
        "description": "Any one of these nodes.",
        "type": "object",
        "properties": {
          "oneOf": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "oneOf"
        ],
        "additionalProperties": false
      },
      "avoidance": {
        "title": "Avoidance",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "node"
              },
              "node": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "link"
              },
              "link": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "link"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "region"
              },
              "region": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "region"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "risk"
              },
              "risk": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "risk"
            ],
            "additionalProperties": false
          }
        ]
      },
      "preference": {
        "title": "Preference",
        "description": "Any one of these.",
        "type": "object",
        "properties": {
          "oneOf": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          }
        },
        "required": [
          "oneOf"
        ],
        "additionalProperties": false
      },
      "schedule": {
        "title": "Schedule",
        "description": "Active in any of its terms; text is how it was written.",
        "type": "object",
        "properties": {
          "terms": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/scheduleTerm"
            }
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "terms",
          "text"
        ],
        "additionalProperties": false
      },
      "scheduleTerm": {
        "title": "ScheduleTerm",
        "description": "Days of the week (Monday is 0), hours (minutes from midnight) and a span of dates, by the clocks of a zone.",
        "type": "object",
        "properties": {
          "zone": {
            "type": "string"
          },
          "days": {
            "type": "object",
            "properties": {
              "first": {
                "type": "integer",
                "minimum": 0,
                "maximum": 6
              },
              "last": {
                "type": "integer",
                "minimum": 0,
                "maximum": 6
              }
            },
            "required": [
              "first",
              "last"
            ],
            "additionalProperties": false
          },
          "hours": {
            "type": "object",
            "properties": {
              "startMinute": {
                "type": "integer",
                "minimum": 0,
                "maximum": 1439
              },
              "endMinute": {
                "type": "integer",
                "minimum": 0,
                "maximum": 1440
              }
            },
            "required": [
              "startMinute",
              "endMinute"
            ],
            "additionalProperties": false
          },
          "from": {
            "type": "string"
          },
          "until": {
            "type": "string"
          }
        },
        "required": [
          "zone"
        ],
        "additionalProperties": false
      },
      "spread": {
        "title": "Spread",
        "description": "Over how many ways at once the class is carried; no two share what kind names.",
        "type": "object",
        "properties": {
          "count": {
            "type": "integer",
            "minimum": 2
          },
          "kind": {
            "enum": [
              "equal",
              "links",
              "nodes",
              "risks"
            ]
          }
        },
        "required": [
          "count",
          "kind"
        ],
        "additionalProperties": false
      },
      "survival": {
        "title": "Survival",
        "description": "Every failure of up to count elements.",
        "type": "object",
        "properties": {
          "count": {
            "type": "integer",
            "minimum": 0
          },
          "element": {
            "enum": [
              "link",
              "core-link",
              "node",
              "risk"
            ]
          },
          "restoredWithinMs": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "count",
          "element"
        ],
        "additionalProperties": false
      },
      "survivals": {
        "description": "Each of them.",
        "type": "array",
        "items": {
          "$ref": "#/$defs/survival"
        }
      },
      "bandwidth": {
        "title": "Bandwidth",
        "type": "object",
        "properties": {
          "bitsPerSecond": {
            "type": "integer",
            "minimum": 0
          },
          "each": {
            "type": "boolean",
            "description": "Per ordered pair of ends."
          }
        },
        "required": [
          "bitsPerSecond",
          "each"
        ],
        "additionalProperties": false
      },
      "route": {
        "title": "RouteIntent",
        "description": "Its class must be delivered, on paths that keep every constraint.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "route"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "reply": {
            "enum": [
              "auto",
              "established",
              "stateless",
              "none"
            ]
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "via": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/waypoint"
            }
          },
          "avoid": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          },
          "survive": {
            "$ref": "#/$defs/survivals"
          },
          "latency": {
            "type": "integer",
            "minimum": 0,
            "description": "µs, propagation"
          },
          "maxHops": {
            "type": "integer",
            "minimum": 0,
            "description": "Links that a packet passes at most, those to hosts included."
          },
          "paths": {
            "$ref": "#/$defs/spread"
          },
          "prefer": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/preference"
            }
          },
          "bandwidth": {
            "$ref": "#/$defs/bandwidth"
          },
          "loss": {
            "type": "number",
            "minimum": 0,
            "exclusiveMaximum": 1,
            "description": "Share of packets lost at most."
          },
          "availability": {
            "type": "number",
            "exclusiveMinimum": 0,
            "exclusiveMaximum": 1,
            "description": "Share of time delivered at least."
          },
          "symmetric": {
            "type": "boolean",
            "description": "Answers take the way of what they answer, backwards."
          },
          "queueing": {
            "const": "modelled",
            "description": "The latency holds with what waits in queues."
          },
          "protocol": {
            "const": "p4",
            "description": "Every device on the way carries it by match-action tables."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "from",
          "to",
          "traffic",
          "reply",
          "yields",
          "labels",
          "via",
          "avoid"
        ],
        "additionalProperties": false
      },
      "isolate": {
        "title": "IsolateIntent",
        "description": "Its class must never be delivered.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "isolate"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "reply": {
            "enum": [
              "auto",
              "established",
              "stateless",
              "none"
            ]
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "exceptMirrors": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of mirrors whose copies may be delivered."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "from",
          "to",
          "traffic",
          "reply",
          "yields",
          "labels"
        ],
        "additionalProperties": false
      },
      "allow": {
        "title": "AllowIntent",
        "description": "Its class may be delivered, on the default shortest path.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "allow"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "reply": {
            "enum": [
              "auto",
              "established",
              "stateless",
              "none"
            ]
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "from",
          "to",
          "traffic",
          "reply",
          "yields",
          "labels"
        ],
        "additionalProperties": false
      },
      "protect": {
        "title": "ProtectIntent",
        "description": "Routes survive these failures beside what they ask for themselves.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "protect"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "routes": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of routes."
          },
          "survive": {
            "$ref": "#/$defs/survivals"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "routes",
          "survive"
        ],
        "additionalProperties": false
      },
      "drain": {
        "title": "DrainIntent",
        "description": "No packet passes through these devices.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "drain"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "at"
        ],
        "additionalProperties": false
      },
      "baseline": {
        "title": "BaselineIntent",
        "description": "Settings that every one of the devices has.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "baseline"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "settings": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/deviceSetting"
            }
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "at",
          "settings"
        ],
        "additionalProperties": false
      },
      "peer": {
        "title": "PeerIntent",
        "description": "A BGP session with a neighbour outside of the network.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "peer"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "at": {
            "type": "object",
            "properties": {
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "node",
              "interface"
            ],
            "additionalProperties": false
          },
          "neighbour": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "localAs": {
            "$ref": "common.json#/$defs/asNumber"
          },
          "remoteAs": {
            "$ref": "common.json#/$defs/asNumber"
          },
          "import": {
            "$ref": "common.json#/$defs/routePolicy"
          },
          "export": {
            "$ref": "common.json#/$defs/routePolicy"
          },
          "maxPrefixes": {
            "type": "integer",
            "minimum": 1
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "at",
          "neighbour",
          "localAs",
          "remoteAs",
          "import",
          "export"
        ],
        "additionalProperties": false
      },
      "mark": {
        "title": "MarkIntent",
        "description": "Its class leaves the devices named with this DSCP.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "mark"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "dscp"
        ],
        "additionalProperties": false
      },
      "limit": {
        "title": "LimitIntent",
        "description": "At each device named, its class together is held to this rate.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "limit"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "rate": {
            "type": "integer",
            "minimum": 1,
            "description": "bit/s"
          },
          "burst": {
            "type": "integer",
            "minimum": 0,
            "description": "bytes"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "rate",
          "burst"
        ],
        "additionalProperties": false
      },
      "qos": {
        "title": "QosIntent",
        "description": "Its class has a queue on the links that it takes.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "qos"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "class": {
            "type": "string"
          },
          "min": {
            "type": "integer",
            "minimum": 0,
            "description": "bit/s"
          },
          "max": {
            "type": "integer",
            "minimum": 1,
            "description": "bit/s"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "class"
        ],
        "additionalProperties": false
      },
      "mirror": {
        "title": "MirrorIntent",
        "description": "Copies of its class go to a node.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "mirror"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "copyTo": {
            "type": "string",
            "description": "A host."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "copyTo"
        ],
        "additionalProperties": false
      },
      "multicast": {
        "title": "MulticastIntent",
        "description": "Packets from the node to the group reach every receiver once.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "multicast"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "sender": {
            "type": "string",
            "description": "A node."
          },
          "group": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "receivers": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes."
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "avoid": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          },
          "latency": {
            "type": "integer",
            "minimum": 0,
            "description": "µs, propagation"
          },
          "maxHops": {
            "type": "integer",
            "minimum": 0,
            "description": "Links that a packet passes at most, those to hosts included."
          },
          "bandwidth": {
            "type": "integer",
            "minimum": 1,
            "description": "bit/s, once on every link of the tree"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "sender",
          "group",
          "receivers",
          "traffic",
          "avoid"
        ],
        "additionalProperties": false
      },
      "nat": {
        "title": "NatIntent",
        "description": "The class leaves with a source of the pool; its answers come back to whom they are meant for.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "nat"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "pool": {
            "$ref": "common.json#/$defs/prefix"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "pool"
        ],
        "additionalProperties": false
      },
      "balanceMember": {
        "title": "BalanceMember",
        "description": "One of those over which a class is spread.",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "address": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "weight": {
            "type": "integer",
            "minimum": 1,
            "description": "Its part of the flows, against those of the others."
          }
        },
        "required": [
          "node",
          "address",
          "weight"
        ],
        "additionalProperties": false
      },
      "balance": {
        "title": "BalanceIntent",
        "description": "The class goes to one of the members, flow by flow.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "balance"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "from": {
            "$ref": "#/$defs/ends"
          },
          "to": {
            "$ref": "#/$defs/ends"
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "members": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/balanceMember"
            },
            "minItems": 1
          },
          "address": {
            "$ref": "common.json#/$defs/ipAddress"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "from",
          "to",
          "traffic",
          "members"
        ],
        "additionalProperties": false
      },
      "flowMatch": {
        "title": "FlowMatch",
        "type": "object",
        "properties": {
          "inInterface": {
            "type": "string"
          },
          "src": {
            "$ref": "common.json#/$defs/prefix"
          },
          "dst": {
            "$ref": "common.json#/$defs/prefix"
          },
          "protocol": {
            "$ref": "common.json#/$defs/protocol"
          },
          "srcPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dstPort": {
            "$ref": "common.json#/$defs/portRange"
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp"
          }
        },
        "additionalProperties": false
      },
      "flowAction": {
        "title": "FlowAction",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "output"
              },
              "interface": {
                "type": "string"
              },
              "queue": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "interface"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "via"
              },
              "node": {
                "type": "string"
              },
              "queue": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "queue"
              },
              "queue": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "queue"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "drop"
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          }
        ]
      },
      "flow": {
        "title": "FlowIntent",
        "description": "The devices do exactly this with exactly these packets.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "flow"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices."
          },
          "match": {
            "$ref": "#/$defs/flowMatch"
          },
          "action": {
            "$ref": "#/$defs/flowAction"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "at",
          "match",
          "action"
        ],
        "additionalProperties": false
      },
      "nameRoute": {
        "title": "NameRouteIntent",
        "description": "Interests of every consumer reach a producer of the names.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "name-route"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "names": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/contentName"
            },
            "description": "Prefixes of names."
          },
          "consumers": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes that ask, sorted."
          },
          "written": {
            "type": "object",
            "properties": {
              "from": {
                "type": "string"
              },
              "to": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "to"
            ],
            "additionalProperties": false,
            "description": "How the ends were written."
          },
          "via": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/waypoint"
            }
          },
          "avoid": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          },
          "survive": {
            "$ref": "#/$defs/survivals"
          },
          "latency": {
            "type": "integer",
            "minimum": 0,
            "description": "µs, propagation"
          },
          "maxHops": {
            "type": "integer",
            "minimum": 0,
            "description": "Links that a packet passes at most, those to hosts included."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "names",
          "consumers",
          "written",
          "via",
          "avoid"
        ],
        "additionalProperties": false
      },
      "nameIsolate": {
        "title": "NameIsolateIntent",
        "description": "The consumers never get Data of the names.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "name-isolate"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "names": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/contentName"
            },
            "description": "Prefixes of names."
          },
          "consumers": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes that ask, sorted."
          },
          "written": {
            "type": "object",
            "properties": {
              "from": {
                "type": "string"
              },
              "to": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "to"
            ],
            "additionalProperties": false,
            "description": "How the ends were written."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "names",
          "consumers",
          "written"
        ],
        "additionalProperties": false
      },
      "cache": {
        "title": "CacheIntent",
        "description": "Devices keep Data of the names, or never do.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "cache"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "names": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/contentName"
            },
            "description": "Prefixes of names."
          },
          "at": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Devices, sorted."
          },
          "keep": {
            "type": "boolean"
          },
          "size": {
            "type": "integer",
            "minimum": 1,
            "description": "bytes; absent: what the device has"
          },
          "policy": {
            "enum": [
              "lru",
              "fifo"
            ]
          },
          "ttl": {
            "type": "integer",
            "minimum": 1,
            "description": "ms"
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "names",
          "at",
          "keep"
        ],
        "additionalProperties": false
      },
      "geoRoute": {
        "title": "GeoRouteIntent",
        "description": "Packets of every source to the place of every destination reach it.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "geo-route"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "written": {
            "type": "object",
            "properties": {
              "from": {
                "type": "string"
              },
              "to": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "to"
            ],
            "additionalProperties": false,
            "description": "How the ends were written."
          },
          "sources": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes that send, sorted."
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "destinations": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes, sorted."
          },
          "fallback": {
            "enum": [
              "none",
              "perimeter"
            ],
            "description": "What devices do where no neighbour is nearer to a packet's place."
          },
          "avoid": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          },
          "survive": {
            "$ref": "#/$defs/survivals"
          },
          "latency": {
            "type": "integer",
            "minimum": 0,
            "description": "µs, propagation"
          },
          "maxHops": {
            "type": "integer",
            "minimum": 0,
            "description": "Links that a packet passes at most, those to hosts included."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "sources",
          "traffic",
          "written",
          "destinations",
          "fallback",
          "avoid"
        ],
        "additionalProperties": false
      },
      "geocast": {
        "title": "GeocastIntent",
        "description": "Packets of every source reach all who are in the area, and nobody else.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "geocast"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "written": {
            "type": "object",
            "properties": {
              "from": {
                "type": "string"
              },
              "to": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "to"
            ],
            "additionalProperties": false,
            "description": "How the ends were written."
          },
          "sources": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes that send, sorted."
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "area": {
            "$ref": "common.json#/$defs/geoArea"
          },
          "fallback": {
            "enum": [
              "none",
              "perimeter"
            ],
            "description": "What devices do where no neighbour is nearer to a packet's place."
          },
          "avoid": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/avoidance"
            }
          },
          "survive": {
            "$ref": "#/$defs/survivals"
          },
          "latency": {
            "type": "integer",
            "minimum": 0,
            "description": "µs, propagation"
          },
          "maxHops": {
            "type": "integer",
            "minimum": 0,
            "description": "Links that a packet passes at most, those to hosts included."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "sources",
          "traffic",
          "written",
          "area",
          "fallback",
          "avoid"
        ],
        "additionalProperties": false
      },
      "geoIsolate": {
        "title": "GeoIsolateIntent",
        "description": "No packet of the class that a source sends by place is delivered to a destination.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "geo-isolate"
          },
          "id": {
            "type": "string",
            "description": "network/file/name"
          },
          "name": {
            "type": "string"
          },
          "priority": {
            "type": "integer",
            "minimum": 0,
            "maximum": 1000
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Order of admission in the network."
          },
          "yields": {
            "type": "boolean",
            "description": "Losing packets to a higher priority is expected."
          },
          "active": {
            "$ref": "#/$defs/schedule"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          },
          "written": {
            "type": "object",
            "properties": {
              "from": {
                "type": "string"
              },
              "to": {
                "type": "string"
              }
            },
            "required": [
              "from",
              "to"
            ],
            "additionalProperties": false,
            "description": "How the ends were written."
          },
          "sources": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes that send, sorted."
          },
          "traffic": {
            "$ref": "common.json#/$defs/trafficClass"
          },
          "destinations": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Nodes, sorted."
          },
          "segment": {
            "$ref": "common.json#/$defs/segment"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "priority",
          "rank",
          "yields",
          "labels",
          "sources",
          "traffic",
          "written",
          "destinations"
        ],
        "additionalProperties": false
      },
      "asserted": {
        "title": "AssertedIntent",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "$ref": "#/$defs/route"
          },
          {
            "$ref": "#/$defs/isolate"
          },
          {
            "$ref": "#/$defs/allow"
          },
          {
            "$ref": "#/$defs/qos"
          },
          {
            "$ref": "#/$defs/limit"
          },
          {
            "$ref": "#/$defs/mark"
          },
          {
            "$ref": "#/$defs/nat"
          },
          {
            "$ref": "#/$defs/balance"
          },
          {
            "$ref": "#/$defs/mirror"
          },
          {
            "$ref": "#/$defs/multicast"
          },
          {
            "$ref": "#/$defs/cache"
          },
          {
            "$ref": "#/$defs/nameRoute"
          },
          {
            "$ref": "#/$defs/nameIsolate"
          },
          {
            "$ref": "#/$defs/geoRoute"
          },
          {
            "$ref": "#/$defs/geoIsolate"
          },
          {
            "$ref": "#/$defs/geocast"
          },
          {
            "$ref": "#/$defs/flow"
          },
          {
            "$ref": "#/$defs/drain"
          },
          {
            "$ref": "#/$defs/baseline"
          },
          {
            "$ref": "#/$defs/peer"
          }
        ]
      },
      "assert": {
        "title": "AssertIntent",
        "description": "Proved with every plan; installs nothing.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "assert"
          },
          "id": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "asserts": {
            "$ref": "#/$defs/asserted"
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "labels": {
            "$ref": "common.json#/$defs/labels"
          },
          "source": {
            "$ref": "common.json#/$defs/sourceSpan"
          }
        },
        "required": [
          "kind",
          "id",
          "name",
          "asserts",
          "labels"
        ],
        "additionalProperties": false
      }
    }
  },
  "interface-input": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/interface-input.json",
    "title": "TopologyInterfaceInput",
    "description": "An interface as a client gives it.",
    "type": "object",
    "properties": {
      "node": {
        "type": "string"
      },
      "name": {
        "$ref": "common.json#/$defs/name"
      },
      "addresses": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/interfaceAddress"
        }
      },
      "mtu": {
        "type": "integer",
        "minimum": 1,
        "description": "bytes"
      },
      "segment": {
        "type": "string"
      },
      "external": {
        "type": "boolean",
        "description": "Leads out of the network."
      },
      "peerAs": {
        "type": "integer",
        "minimum": 0
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "prefixes": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/prefix"
        },
        "description": "Attached behind it, where its segment is not that of the node."
      }
    },
    "required": [
      "node",
      "name"
    ],
    "additionalProperties": false
  },
  "interface": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/interface.json",
    "title": "TopologyInterface",
    "description": "An interface of a node.",
    "type": "object",
    "properties": {
      "node": {
        "type": "string"
      },
      "name": {
        "$ref": "common.json#/$defs/name"
      },
      "addresses": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/interfaceAddress"
        }
      },
      "mtu": {
        "type": "integer",
        "minimum": 1,
        "description": "bytes"
      },
      "segment": {
        "type": "string"
      },
      "external": {
        "type": "boolean",
        "description": "Leads out of the network."
      },
      "peerAs": {
        "type": "integer",
        "minimum": 0
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "prefixes": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/prefix"
        },
        "description": "Attached behind it, where its segment is not that of the node."
      }
    },
    "required": [
      "node",
      "name",
      "addresses",
      "mtu",
      "segment",
      "external",
      "labels"
    ],
    "additionalProperties": false
  },
  "journal-event": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/journal-event.json",
    "title": "JournalRecord",
    "description": "A step of a deployment as the journal holds it; deployment-transitions.json says which is legal when.",
    "type": "object",
    "properties": {
      "version": {
        "const": 1
      },
      "network": {
        "type": "string"
      },
      "deployment": {
        "type": "string"
      },
      "token": {
        "type": "integer",
        "minimum": 0,
        "description": "Fencing token of the lease; 0 for what needs no lease."
      },
      "actor": {
        "type": "string"
      },
      "at": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was written, ms since 1970"
      },
      "seq": {
        "type": "integer",
        "minimum": 0,
        "description": "Grows with each entry of the whole journal."
      },
      "event": {
        "$ref": "#/$defs/event"
      }
    },
    "required": [
      "version",
      "network",
      "deployment",
      "token",
      "actor",
      "at",
      "seq",
      "event"
    ],
    "additionalProperties": false,
    "$defs": {
      "script": {
        "title": "DeploymentScript",
        "description": "What the deployment does, complete, so that recovery needs nothing else.",
        "type": "object",
        "properties": {
          "plan": {
            "type": "string"
          },
          "network": {
            "type": "string"
          },
          "topologyRevision": {
            "type": "string"
          },
          "intentsRevision": {
            "type": "string"
          },
          "base": {
            "type": "object",
            "additionalProperties": {
              "type": "string"
            },
            "description": "Fingerprints of all devices that the proof depends on."
          },
          "waves": {
            "type": "array",
            "items": {
              "type": "array",
              "items": {
                "$ref": "#/$defs/step"
              }
            }
          },
          "owners": {
            "type": "object",
            "additionalProperties": {
              "type": "object",
              "additionalProperties": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              }
            },
            "description": "device, entry key, intents"
          }
        },
        "required": [
          "plan",
          "network",
          "topologyRevision",
          "intentsRevision",
          "base",
          "waves",
          "owners"
        ],
        "additionalProperties": false
      },
      "step": {
        "title": "ScriptStep",
        "description": "One device in one wave; base and after are fingerprints of the states before and after.",
        "type": "object",
        "properties": {
          "device": {
            "type": "string"
          },
          "base": {
            "type": "string"
          },
          "after": {
            "type": "string"
          },
          "before": {
            "$ref": "device-state.json"
          },
          "desired": {
            "$ref": "device-state.json"
          }
        },
        "required": [
          "device",
          "base",
          "after",
          "before",
          "desired"
        ],
        "additionalProperties": false
      },
      "failure": {
        "$ref": "deployment.json#/$defs/failure"
      },
      "event": {
        "title": "JournalEvent",
        "type": "object",
        "discriminator": {
          "propertyName": "type"
        },
        "required": [
          "type"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "created"
              },
              "script": {
                "$ref": "#/$defs/script"
              },
              "confirmWithinMs": {
                "type": "integer",
                "minimum": 0
              },
              "awaitsApproval": {
                "type": "boolean"
              },
              "notBefore": {
                "type": "integer",
                "minimum": 0
              },
              "reason": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "script",
              "confirmWithinMs",
              "awaitsApproval"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "approved"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "due"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "validating"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "wave-staging"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              }
            },
            "required": [
              "type",
              "wave"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "staged"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              },
              "device": {
                "type": "string"
              },
              "staged": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "wave",
              "device",
              "staged"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "wave-committing"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              },
              "confirmBy": {
                "type": "integer",
                "minimum": 0
              }
            },
            "required": [
              "type",
              "wave",
              "confirmBy"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "committed"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              },
              "device": {
                "type": "string"
              },
              "revision": {
                "type": [
                  "string",
                  "number"
                ]
              }
            },
            "required": [
              "type",
              "wave",
              "device",
              "revision"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "wave-done"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              },
              "ms": {
                "type": "number",
                "minimum": 0
              }
            },
            "required": [
              "type",
              "wave",
              "ms"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "paused"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "resumed"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "confirming"
              }
            },
            "required": [
              "type"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "confirmed"
              },
              "device": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "device"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "reapplying"
              },
              "device": {
                "type": "string"
              },
              "staged": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "device",
              "staged"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "active"
              },
              "ms": {
                "type": "number",
                "minimum": 0
              }
            },
            "required": [
              "type",
              "ms"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "superseded"
              },
              "by": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "by"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "rolling-back"
              },
              "error": {
                "$ref": "#/$defs/failure"
              }
            },
            "required": [
              "type",
              "error"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "undone"
              },
              "wave": {
                "type": "integer",
                "minimum": 0
              },
              "device": {
                "type": "string"
              }
            },
            "required": [
              "type",
              "wave",
              "device"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "rolled-back"
              },
              "ms": {
                "type": "number",
                "minimum": 0
              }
            },
            "required": [
              "type",
              "ms"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "type": {
                "const": "failed"
              },
              "error": {
                "$ref": "#/$defs/failure"
              }
            },
            "required": [
              "type",
              "error"
            ],
            "additionalProperties": false
          }
        ]
      }
    }
  },
  "link-input": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/link-input.json",
    "title": "TopologyLinkInput",
    "description": "A link as a client gives it; what is left out gets its default.",
    "type": "object",
    "properties": {
      "id": {
        "$ref": "common.json#/$defs/name"
      },
      "ends": {
        "type": "array",
        "prefixItems": [
          {
            "$ref": "#/$defs/end"
          },
          {
            "$ref": "#/$defs/end"
          }
        ],
        "items": false,
        "minItems": 2,
        "maxItems": 2
      },
      "bandwidth": {
        "type": "integer",
        "minimum": 1,
        "description": "bit/s"
      },
      "latency": {
        "type": "integer",
        "minimum": 0,
        "description": "propagation, µs"
      },
      "weight": {
        "type": "number",
        "minimum": 0
      },
      "risks": {
        "type": "array",
        "items": {
          "type": "string"
        }
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "loss": {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 1,
        "description": "Share of packets that it loses."
      },
      "availability": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of time that it is up."
      },
      "headroom": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of the bandwidth that may be promised; without it, that of the network."
      }
    },
    "required": [
      "ends"
    ],
    "additionalProperties": false,
    "$defs": {
      "end": {
        "title": "LinkEndInput",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "interface": {
            "$ref": "common.json#/$defs/name"
          }
        },
        "required": [
          "node"
        ],
        "additionalProperties": false
      }
    }
  },
  "link": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/link.json",
    "title": "TopologyLink",
    "description": "A link between two nodes.",
    "type": "object",
    "properties": {
      "id": {
        "$ref": "common.json#/$defs/name"
      },
      "ends": {
        "type": "array",
        "prefixItems": [
          {
            "$ref": "#/$defs/end"
          },
          {
            "$ref": "#/$defs/end"
          }
        ],
        "items": false,
        "minItems": 2,
        "maxItems": 2
      },
      "bandwidth": {
        "type": "integer",
        "minimum": 0,
        "description": "bit/s"
      },
      "latency": {
        "type": "integer",
        "minimum": 0,
        "description": "propagation, µs"
      },
      "weight": {
        "type": "number",
        "minimum": 0
      },
      "risks": {
        "type": "array",
        "items": {
          "type": "string"
        }
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "assigned": {
        "type": "array",
        "items": {
          "type": "string"
        }
      },
      "loss": {
        "type": "number",
        "minimum": 0,
        "exclusiveMaximum": 1,
        "description": "Share of packets that it loses."
      },
      "availability": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of time that it is up."
      },
      "headroom": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of the bandwidth that may be promised; without it, that of the network."
      }
    },
    "required": [
      "id",
      "ends",
      "bandwidth",
      "latency",
      "weight",
      "risks",
      "labels",
      "assigned"
    ],
    "additionalProperties": false,
    "$defs": {
      "end": {
        "title": "LinkEnd",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "interface": {
            "type": "string"
          }
        },
        "required": [
          "node",
          "interface"
        ],
        "additionalProperties": false
      }
    }
  },
  "log-line": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/log-line.json",
    "title": "LogLine",
    "description": "A line of the server's log.",
    "type": "object",
    "properties": {
      "seq": {
        "type": "integer",
        "minimum": 1,
        "description": "From 1 since the server's start, without holes."
      },
      "at": {
        "type": "integer",
        "minimum": 0,
        "description": "ms since 1970"
      },
      "level": {
        "enum": [
          "debug",
          "info",
          "warn",
          "error",
          "fatal"
        ]
      },
      "message": {
        "type": "string"
      },
      "network": {
        "type": "string",
        "description": "Id of the network that it is about."
      },
      "requestId": {
        "type": "string"
      },
      "fields": {
        "type": "object",
        "description": "All else that the line says."
      }
    },
    "required": [
      "seq",
      "at",
      "level",
      "message",
      "fields"
    ],
    "additionalProperties": false
  },
  "login": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/login.json",
    "title": "Login",
    "description": "The tokens of a login.",
    "type": "object",
    "properties": {
      "accessToken": {
        "type": "string",
        "description": "Goes into the header Authorization: Bearer …"
      },
      "refreshToken": {
        "type": "string",
        "description": "Good for one new pair of tokens."
      },
      "expiresIn": {
        "type": "integer",
        "minimum": 0,
        "description": "Of the access token, s."
      },
      "user": {
        "$ref": "user.json"
      }
    },
    "required": [
      "accessToken",
      "refreshToken",
      "expiresIn",
      "user"
    ],
    "additionalProperties": false
  },
  "network": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/network.json",
    "title": "Network",
    "description": "A managed topology with its intents.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string",
        "description": "Never changes."
      },
      "name": {
        "type": "string"
      },
      "role": {
        "enum": [
          "viewer",
          "operator",
          "admin"
        ],
        "description": "What the one who asks may do on it."
      },
      "default": {
        "enum": [
          "open",
          "closed"
        ],
        "description": "closed: only what intents ask for is reachable; open: everything is, by shortest paths."
      },
      "topologyRevision": {
        "type": "string"
      },
      "intentsRevision": {
        "type": "string"
      },
      "observedRevision": {
        "type": "string",
        "description": "Of what its devices were last seen to run."
      },
      "nodes": {
        "type": "integer",
        "minimum": 0
      },
      "links": {
        "type": "integer",
        "minimum": 0
      },
      "createdAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was made, ms since 1970"
      },
      "deployment": {
        "type": "string",
        "description": "Id of the deployment that is active."
      }
    },
    "required": [
      "id",
      "name",
      "default",
      "topologyRevision",
      "intentsRevision",
      "nodes",
      "links",
      "createdAt"
    ],
    "additionalProperties": false
  },
  "node-input": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/node-input.json",
    "title": "TopologyNodeInput",
    "description": "A node as a client gives it; what is left out gets its default.",
    "type": "object",
    "properties": {
      "name": {
        "$ref": "common.json#/$defs/name"
      },
      "type": {
        "enum": [
          "router",
          "switch",
          "host",
          "firewall",
          "balancer",
          "cache",
          "ndn",
          "geo",
          "p4",
          "server"
        ]
      },
      "addresses": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/ipAddress"
        },
        "description": "Loopback addresses of a device; the addresses of a host."
      },
      "prefixes": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/prefix"
        },
        "description": "Prefixes attached to the node itself."
      },
      "location": {
        "$ref": "common.json#/$defs/place"
      },
      "region": {
        "type": "string"
      },
      "gateway": {
        "type": "string",
        "description": "Of a host: the device that it sends to first."
      },
      "function": {
        "type": "string",
        "description": "What the node does to packets on their way: firewall, nat, balancer, ids."
      },
      "target": {
        "type": "string",
        "description": "Configuration format that the node takes."
      },
      "driver": {
        "type": "string",
        "description": "The way to the node."
      },
      "produces": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "NDN names produced here."
      },
      "contentStore": {
        "type": "integer",
        "minimum": 1,
        "description": "Bytes that the node can keep of named content."
      },
      "strategy": {
        "enum": [
          "best-route",
          "asf",
          "multicast"
        ],
        "description": "How the node sends Interests on."
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "availability": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of time that it is up."
      },
      "segment": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "The VRF or tenant of its addresses and prefixes; absent: main."
      }
    },
    "required": [
      "name",
      "type"
    ],
    "additionalProperties": false
  },
  "node": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/node.json",
    "title": "TopologyNode",
    "description": "A node of a topology.",
    "type": "object",
    "properties": {
      "name": {
        "$ref": "common.json#/$defs/name"
      },
      "type": {
        "enum": [
          "router",
          "switch",
          "host",
          "firewall",
          "balancer",
          "cache",
          "ndn",
          "geo",
          "p4",
          "server"
        ]
      },
      "addresses": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/ipAddress"
        },
        "description": "Loopback addresses of a device; the addresses of a host."
      },
      "prefixes": {
        "type": "array",
        "items": {
          "$ref": "common.json#/$defs/prefix"
        },
        "description": "Prefixes attached to the node itself."
      },
      "location": {
        "$ref": "common.json#/$defs/place"
      },
      "region": {
        "type": "string"
      },
      "gateway": {
        "type": "string",
        "description": "Of a host: the device that it sends to first."
      },
      "function": {
        "type": "string",
        "description": "What the node does to packets on their way: firewall, nat, balancer, ids."
      },
      "target": {
        "type": "string",
        "description": "Configuration format that the node takes."
      },
      "driver": {
        "type": "string",
        "description": "The way to the node."
      },
      "produces": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "NDN names produced here."
      },
      "contentStore": {
        "type": "integer",
        "minimum": 1,
        "description": "Bytes that the node can keep of named content."
      },
      "strategy": {
        "enum": [
          "best-route",
          "asf",
          "multicast"
        ],
        "description": "How the node sends Interests on."
      },
      "labels": {
        "$ref": "common.json#/$defs/labels"
      },
      "assigned": {
        "type": "array",
        "items": {
          "type": "string"
        },
        "description": "Keys whose values were assigned because the source had none."
      },
      "availability": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of time that it is up."
      },
      "segment": {
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
        "description": "The VRF or tenant of its addresses and prefixes; absent: main."
      }
    },
    "required": [
      "name",
      "type",
      "addresses",
      "prefixes",
      "target",
      "driver",
      "produces",
      "labels",
      "assigned"
    ],
    "additionalProperties": false
  },
  "plan-step": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/plan-step.json",
    "title": "PlanStep",
    "description": "How far a plan is that somebody is waiting for: `pass`, `done` and `total` while it is compiled, `plan` when it is made, `message` where it came to nothing.",
    "type": "object",
    "properties": {
      "requestId": {
        "type": "string",
        "description": "The X-Request-Id of the request that wants the plan; plans that the server makes by itself have none."
      },
      "actor": {
        "type": "string"
      },
      "pass": {
        "type": "string",
        "description": "What is being done."
      },
      "done": {
        "type": "integer",
        "minimum": 0,
        "description": "Units of work of this pass that are done."
      },
      "total": {
        "type": "integer",
        "minimum": 0
      },
      "plan": {
        "type": "string",
        "description": "Id of the plan."
      },
      "ok": {
        "type": "boolean",
        "description": "Whether it can be deployed."
      },
      "message": {
        "type": "string",
        "description": "Why there is no plan."
      }
    },
    "required": [
      "actor"
    ],
    "additionalProperties": false
  },
  "plan-summary": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/plan-summary.json",
    "title": "PlanSummary",
    "description": "What a plan does and proves, without the device states that it is made of.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "network": {
        "type": "string"
      },
      "topologyRevision": {
        "type": "string"
      },
      "intentsRevision": {
        "type": "string"
      },
      "files": {
        "type": "array",
        "items": {
          "$ref": "plan.json#/$defs/file"
        }
      },
      "ok": {
        "type": "boolean"
      },
      "diagnostics": {
        "type": "array",
        "items": {
          "$ref": "diagnostic.json"
        }
      },
      "intents": {
        "type": "array",
        "items": {
          "$ref": "plan.json#/$defs/intent"
        }
      },
      "moves": {
        "type": "array",
        "items": {
          "$ref": "plan.json#/$defs/move"
        },
        "description": "Intents that leave the paths of the plan that is deployed; absent where none does."
      },
      "reoptimised": {
        "const": true,
        "description": "Everything was placed afresh, whoever was admitted first."
      },
      "verdicts": {
        "type": "array",
        "items": {
          "$ref": "verdict.json"
        }
      },
      "verdictsHash": {
        "type": "string"
      },
      "diff": {
        "$ref": "plan.json#/$defs/diff"
      },
      "traffic": {
        "$ref": "plan.json#/$defs/traffic"
      },
      "waves": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/wave"
        }
      },
      "rollout": {
        "$ref": "plan.json#/$defs/rollout"
      },
      "epochs": {
        "$ref": "plan.json#/$defs/epochs"
      },
      "evidence": {
        "$ref": "plan.json#/$defs/evidence"
      },
      "blastRadius": {
        "$ref": "plan.json#/$defs/blastRadius"
      }
    },
    "required": [
      "id",
      "network",
      "topologyRevision",
      "intentsRevision",
      "files",
      "ok",
      "diagnostics",
      "intents",
      "verdicts",
      "verdictsHash",
      "diff",
      "waves",
      "rollout",
      "blastRadius"
    ],
    "additionalProperties": false,
    "$defs": {
      "wave": {
        "title": "WaveSummary",
        "description": "Devices that commit together.",
        "type": "object",
        "properties": {
          "devices": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "steps": {
            "type": "array",
            "items": {
              "title": "WaveSummaryStep",
              "type": "object",
              "properties": {
                "device": {
                  "type": "string"
                },
                "base": {
                  "type": "string",
                  "description": "Fingerprint of the state before this wave."
                }
              },
              "required": [
                "device",
                "base"
              ],
              "additionalProperties": false
            }
          }
        },
        "required": [
          "devices",
          "steps"
        ],
        "additionalProperties": false
      },
      "row": {
        "title": "PlanRow",
        "description": "A plan in a list.",
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "network": {
            "type": "string"
          },
          "createdAt": {
            "type": "integer",
            "minimum": 0,
            "description": "When it was made, ms since 1970"
          },
          "actor": {
            "type": "string"
          },
          "ok": {
            "type": "boolean"
          },
          "added": {
            "type": "integer",
            "minimum": 0
          },
          "removed": {
            "type": "integer",
            "minimum": 0
          },
          "changed": {
            "type": "integer",
            "minimum": 0
          },
          "devices": {
            "type": "integer",
            "minimum": 0
          },
          "violated": {
            "type": "integer",
            "minimum": 0,
            "description": "Verdicts that do not hold."
          }
        },
        "required": [
          "id",
          "network",
          "createdAt",
          "actor",
          "ok",
          "added",
          "removed",
          "changed",
          "devices",
          "violated"
        ],
        "additionalProperties": false
      }
    }
  },
  "plan": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/plan.json",
    "title": "Plan",
    "description": "A compiled, verified and diffed change that is not yet deployed. Its id is the hash of what it was made from and what it does.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "network": {
        "type": "string"
      },
      "topologyRevision": {
        "type": "string"
      },
      "intentsRevision": {
        "type": "string"
      },
      "files": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/file"
        }
      },
      "ok": {
        "type": "boolean"
      },
      "diagnostics": {
        "type": "array",
        "items": {
          "$ref": "diagnostic.json"
        }
      },
      "intents": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/intent"
        }
      },
      "moves": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/move"
        },
        "description": "Intents that leave the paths of the plan that is deployed; absent where none does."
      },
      "reoptimised": {
        "const": true,
        "description": "Everything was placed afresh, whoever was admitted first."
      },
      "verdicts": {
        "type": "array",
        "items": {
          "$ref": "verdict.json"
        }
      },
      "verdictsHash": {
        "type": "string"
      },
      "diff": {
        "$ref": "#/$defs/diff"
      },
      "traffic": {
        "$ref": "#/$defs/traffic"
      },
      "base": {
        "type": "object",
        "additionalProperties": {
          "type": "string"
        }
      },
      "before": {
        "type": "object",
        "additionalProperties": {
          "$ref": "device-state.json"
        }
      },
      "desired": {
        "type": "object",
        "additionalProperties": {
          "$ref": "device-state.json"
        }
      },
      "waves": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/wave"
        }
      },
      "rollout": {
        "$ref": "#/$defs/rollout"
      },
      "ledger": {
        "type": "object",
        "additionalProperties": {
          "type": "object",
          "additionalProperties": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "description": "device, entry key, intents that need the entry"
      },
      "epochs": {
        "$ref": "#/$defs/epochs"
      },
      "evidence": {
        "$ref": "#/$defs/evidence"
      },
      "blastRadius": {
        "$ref": "#/$defs/blastRadius"
      }
    },
    "required": [
      "id",
      "network",
      "topologyRevision",
      "intentsRevision",
      "files",
      "ok",
      "diagnostics",
      "intents",
      "verdicts",
      "verdictsHash",
      "diff",
      "base",
      "before",
      "desired",
      "waves",
      "rollout",
      "ledger",
      "blastRadius"
    ],
    "additionalProperties": false,
    "$defs": {
      "evidence": {
        "title": "Evidence",
        "description": "What other code has to check the verdicts by. Absent where a plan was just made: it is made when it is first asked for.",
        "type": "object",
        "properties": {
          "kind": {
            "enum": [
              "whole",
              "partial",
              "none"
            ],
            "description": "Whether each verdict has a proof, some have, or none has."
          },
          "checked": {
            "type": "integer",
            "minimum": 0,
            "description": "Verdicts that have a proof."
          },
          "missing": {
            "type": "array",
            "items": {
              "title": "MissingEvidence",
              "description": "Verdicts about one property that have no proof, for one reason.",
              "type": "object",
              "properties": {
                "property": {
                  "type": "string"
                },
                "reason": {
                  "type": "string"
                },
                "count": {
                  "type": "integer",
                  "minimum": 1
                },
                "intents": {
                  "type": "array",
                  "items": {
                    "type": "string"
                  },
                  "description": "Their ids; of many the first."
                }
              },
              "required": [
                "property",
                "reason",
                "count",
                "intents"
              ],
              "additionalProperties": false
            }
          },
          "hash": {
            "type": "string",
            "description": "Content hash of the certificate."
          }
        },
        "required": [
          "kind",
          "checked",
          "missing",
          "hash"
        ],
        "additionalProperties": false
      },
      "file": {
        "title": "IntentFile",
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "text": {
            "type": "string"
          }
        },
        "required": [
          "name",
          "text"
        ],
        "additionalProperties": false
      },
      "intent": {
        "title": "PlannedIntent",
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "kind": {
            "type": "string"
          },
          "rank": {
            "type": "integer",
            "minimum": 0,
            "description": "Its place in the order of admission."
          },
          "renamedFrom": {
            "type": "string",
            "description": "The id that it had before."
          },
          "paths": {
            "type": "array",
            "items": {
              "type": "array",
              "items": {
                "type": "string"
              }
            }
          },
          "active": {
            "type": "boolean",
            "description": "False: its schedule does not hold at the time that the plan is for."
          }
        },
        "required": [
          "id",
          "name",
          "kind",
          "paths"
        ],
        "additionalProperties": false
      },
      "move": {
        "title": "Move",
        "description": "An intent that is deployed and leaves the paths that it has.",
        "type": "object",
        "properties": {
          "intent": {
            "type": "string"
          },
          "from": {
            "$ref": "#/$defs/paths"
          },
          "to": {
            "$ref": "#/$defs/paths"
          },
          "because": {
            "title": "MoveReason",
            "type": "object",
            "properties": {
              "kind": {
                "enum": [
                  "displaced",
                  "freed",
                  "itself",
                  "topology",
                  "reoptimised"
                ],
                "description": "displaced: by others; freed: others are gone and leave room; itself: it says something else."
              },
              "by": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          }
        },
        "required": [
          "intent",
          "from",
          "to",
          "because"
        ],
        "additionalProperties": false
      },
      "paths": {
        "type": "array",
        "items": {
          "type": "array",
          "items": {
            "type": "string"
          }
        }
      },
      "diff": {
        "title": "PlanDiff",
        "type": "object",
        "properties": {
          "added": {
            "type": "integer",
            "minimum": 0
          },
          "removed": {
            "type": "integer",
            "minimum": 0
          },
          "changed": {
            "type": "integer",
            "minimum": 0
          },
          "devices": {
            "type": "object",
            "additionalProperties": {
              "$ref": "device-diff.json"
            }
          }
        },
        "required": [
          "added",
          "removed",
          "changed",
          "devices"
        ],
        "additionalProperties": false
      },
      "wave": {
        "title": "Wave",
        "description": "Devices that commit together.",
        "type": "object",
        "properties": {
          "steps": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/step"
            }
          }
        },
        "required": [
          "steps"
        ],
        "additionalProperties": false
      },
      "step": {
        "title": "WaveStep",
        "description": "One device in one wave.",
        "type": "object",
        "properties": {
          "device": {
            "type": "string"
          },
          "base": {
            "type": "string",
            "description": "Fingerprint of the state before this wave."
          },
          "desired": {
            "$ref": "device-state.json"
          },
          "diff": {
            "$ref": "device-diff.json"
          }
        },
        "required": [
          "device",
          "base",
          "desired",
          "diff"
        ],
        "additionalProperties": false
      },
      "rollout": {
        "title": "Rollout",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "ordered"
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "needs-disruption-window"
              },
              "loses": {
                "type": "array",
                "items": {
                  "type": "string"
                }
              },
              "because": {
                "enum": [
                  "none",
                  "unknown"
                ],
                "description": "Whether no order of whole devices exists, or none was found in time."
              },
              "witness": {
                "type": "array",
                "items": {
                  "type": "string"
                },
                "description": "Devices whose states stand against each other, with a packet; or why it is not known."
              }
            },
            "required": [
              "kind",
              "loses"
            ],
            "additionalProperties": false
          }
        ]
      },
      "epochs": {
        "title": "PlannedEpochs",
        "description": "The epochs of a horizon and the sets of active intents that they have. The first set is the one that the plan leads to.",
        "type": "object",
        "properties": {
          "zoneData": {
            "type": "string",
            "description": "Version of the time-zone data."
          },
          "items": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "from": {
                  "type": "string"
                },
                "until": {
                  "type": "string"
                },
                "set": {
                  "type": "integer",
                  "minimum": 0
                }
              },
              "required": [
                "from",
                "until",
                "set"
              ],
              "additionalProperties": false
            }
          },
          "sets": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/activeSet"
            }
          }
        },
        "required": [
          "zoneData",
          "items",
          "sets"
        ],
        "additionalProperties": false
      },
      "activeSet": {
        "title": "ActiveSet",
        "type": "object",
        "properties": {
          "inactive": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of the intents that are not active."
          },
          "ok": {
            "type": "boolean"
          },
          "unkept": {
            "type": "array",
            "items": {
              "$ref": "verdict.json"
            },
            "description": "Verdicts that do not hold, or not for the whole class."
          },
          "verdictsHash": {
            "type": "string"
          }
        },
        "required": [
          "inactive",
          "ok",
          "unkept",
          "verdictsHash"
        ],
        "additionalProperties": false
      },
      "blastRadius": {
        "title": "BlastRadius",
        "type": "object",
        "properties": {
          "devices": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "intents": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "devices",
          "intents"
        ],
        "additionalProperties": false
      },
      "traffic": {
        "title": "TrafficDifference",
        "description": "Packets that are delivered otherwise than before, in classes. Each is in the first of the lists that fits; lists are bounded.",
        "type": "object",
        "properties": {
          "lost": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "Delivered before, or by every way, and not any more."
          },
          "gained": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "Delivered now, or by every way, and not before."
          },
          "moved": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "Delivered as before, by other ways or to others."
          },
          "rewritten": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "By the same ways with another header."
          },
          "misdelivered": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "Only who gets them wrongly changes."
          },
          "copied": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/trafficClass"
            },
            "description": "Only who gets copies of them changes."
          },
          "totals": {
            "type": "object",
            "properties": {
              "lost": {
                "type": "integer",
                "minimum": 0
              },
              "gained": {
                "type": "integer",
                "minimum": 0
              },
              "moved": {
                "type": "integer",
                "minimum": 0
              },
              "rewritten": {
                "type": "integer",
                "minimum": 0
              },
              "misdelivered": {
                "type": "integer",
                "minimum": 0
              },
              "copied": {
                "type": "integer",
                "minimum": 0
              }
            },
            "required": [
              "lost",
              "gained",
              "moved",
              "rewritten",
              "misdelivered",
              "copied"
            ],
            "additionalProperties": false,
            "description": "Classes that there are."
          },
          "isWhole": {
            "type": "boolean",
            "description": "False: there may be more classes than were counted."
          },
          "reason": {
            "type": "string",
            "description": "Why it is not whole."
          }
        },
        "required": [
          "lost",
          "gained",
          "moved",
          "rewritten",
          "misdelivered",
          "copied",
          "totals",
          "isWhole"
        ],
        "additionalProperties": false
      },
      "trafficClass": {
        "title": "TrafficClass",
        "description": "Packets that enter at the same places and go the same ways before, and the same ways after.",
        "type": "object",
        "properties": {
          "change": {
            "enum": [
              "lost",
              "gained",
              "moved",
              "rewritten",
              "misdelivered",
              "copied"
            ]
          },
          "words": {
            "type": "string",
            "description": "The packets, in words."
          },
          "boxes": {
            "type": "array",
            "items": {
              "$ref": "class-trace.json#/$defs/box"
            },
            "description": "Disjoint; together the class, with more."
          },
          "more": {
            "type": "integer",
            "minimum": 0,
            "description": "Boxes that are not listed, counted up to a bound."
          },
          "ingress": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "node": {
                  "type": "string"
                },
                "interface": {
                  "type": "string"
                }
              },
              "required": [
                "node",
                "interface"
              ],
              "additionalProperties": false
            }
          },
          "packet": {
            "$ref": "common.json#/$defs/packet"
          },
          "before": {
            "$ref": "#/$defs/trafficSide"
          },
          "after": {
            "$ref": "#/$defs/trafficSide"
          },
          "owners": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Intents that own changed entries which the packet meets."
          }
        },
        "required": [
          "change",
          "words",
          "boxes",
          "ingress",
          "packet",
          "before",
          "after",
          "owners"
        ],
        "additionalProperties": false
      },
      "trafficSide": {
        "title": "TrafficSide",
        "description": "What happens to the packet in one of the states.",
        "type": "object",
        "properties": {
          "ways": {
            "type": "array",
            "items": {
              "title": "TrafficWay",
              "type": "object",
              "properties": {
                "nodes": {
                  "type": "array",
                  "items": {
                    "type": "string"
                  }
                },
                "end": {
                  "enum": [
                    "delivered",
                    "misdelivered",
                    "dropped",
                    "looped",
                    "received"
                  ]
                },
                "words": {
                  "type": "string",
                  "description": "How it ends."
                }
              },
              "required": [
                "nodes",
                "end",
                "words"
              ],
              "additionalProperties": false
            }
          },
          "more": {
            "type": "integer",
            "minimum": 0,
            "description": "Ways that are not listed."
          },
          "hops": {
            "type": "array",
            "items": {
              "$ref": "verdict.json#/$defs/hop"
            }
          }
        },
        "required": [
          "ways",
          "hops"
        ],
        "additionalProperties": false
      }
    }
  },
  "problem": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/problem.json",
    "title": "Problem",
    "description": "RFC 9457. Extension members are allowed.",
    "type": "object",
    "properties": {
      "type": {
        "type": "string",
        "description": "A URI reference."
      },
      "title": {
        "type": "string"
      },
      "status": {
        "type": "integer",
        "minimum": 400,
        "maximum": 599
      },
      "detail": {
        "type": "string"
      },
      "code": {
        "type": "string",
        "description": "Stable; programs tell problems by it."
      },
      "errors": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/error"
        }
      },
      "requestId": {
        "type": "string",
        "description": "Stands in the log of the server too."
      }
    },
    "required": [
      "type",
      "title",
      "status",
      "code"
    ],
    "additionalProperties": true,
    "$defs": {
      "error": {
        "title": "FieldError",
        "type": "object",
        "properties": {
          "pointer": {
            "type": "string",
            "description": "JSON pointer into the request body."
          },
          "message": {
            "type": "string"
          }
        },
        "required": [
          "pointer",
          "message"
        ],
        "additionalProperties": false
      }
    }
  },
  "scenario": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/scenario.json",
    "title": "Scenario",
    "description": "A story of a network that is deployed, broken and mended, with what must hold on the way.",
    "type": "object",
    "properties": {
      "$schema": {
        "type": "string"
      },
      "name": {
        "type": "string",
        "pattern": "^[a-z0-9][a-z0-9-]{0,63}$"
      },
      "title": {
        "type": "string",
        "minLength": 1,
        "maxLength": 300,
        "description": "One line."
      },
      "description": {
        "type": "string",
        "minLength": 1,
        "maxLength": 4000,
        "description": "What it shows."
      },
      "network": {
        "$ref": "#/$defs/source"
      },
      "intents": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/source"
        },
        "maxItems": 50,
        "description": "What the first deploy step deploys."
      },
      "steps": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/step"
        },
        "minItems": 1,
        "maxItems": 500
      }
    },
    "required": [
      "name",
      "title",
      "network",
      "steps"
    ],
    "additionalProperties": false,
    "$defs": {
      "source": {
        "title": "ScenarioSource",
        "description": "A file beside the scenario, or text under a name.",
        "type": "object",
        "properties": {
          "file": {
            "type": "string",
            "minLength": 1,
            "maxLength": 1000,
            "description": "Path, from the scenario's folder."
          },
          "name": {
            "type": "string",
            "minLength": 1,
            "maxLength": 100,
            "description": "File name of the text."
          },
          "text": {
            "type": "string",
            "minLength": 1,
            "maxLength": 8000000
          }
        },
        "additionalProperties": false
      },
      "step": {
        "title": "ScenarioStep",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "description": "Compiles intents beside (or instead of) those that are deployed, and deploys the plan.",
            "properties": {
              "kind": {
                "const": "deploy"
              },
              "intents": {
                "type": "array",
                "items": {
                  "$ref": "#/$defs/source"
                },
                "maxItems": 50
              },
              "mode": {
                "enum": [
                  "merge",
                  "replace"
                ]
              },
              "confirmWithin": {
                "type": "integer",
                "minimum": 1,
                "maximum": 86400,
                "description": "s"
              },
              "expect": {
                "enum": [
                  "active",
                  "rolled-back",
                  "failed",
                  "refused"
                ],
                "description": "Default active."
              },
              "code": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "The error's code, where it is expected not to become active."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Breaks something.",
            "properties": {
              "kind": {
                "const": "fault"
              },
              "fault": {
                "$ref": "fault.json"
              },
              "as": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "A name to clear it by."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "fault"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Mends one fault, or all.",
            "properties": {
              "kind": {
                "const": "clear"
              },
              "fault": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "The name that a step before gave it."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Lets time pass.",
            "properties": {
              "kind": {
                "const": "wait"
              },
              "ms": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "ms"
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "ms"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Sets the demand matrix.",
            "properties": {
              "kind": {
                "const": "traffic"
              },
              "matrix": {
                "$ref": "traffic-matrix.json"
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "matrix"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Sends a packet.",
            "properties": {
              "kind": {
                "const": "trace"
              },
              "from": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "node, prefix or address"
              },
              "to": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "node, prefix or address"
              },
              "protocol": {
                "enum": [
                  "tcp",
                  "udp",
                  "icmp"
                ]
              },
              "dstPort": {
                "type": "integer",
                "minimum": 0,
                "maximum": 65535
              },
              "expect": {
                "enum": [
                  "delivered",
                  "dropped",
                  "looped",
                  "misdelivered"
                ],
                "description": "Default delivered."
              },
              "via": {
                "type": "array",
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 300,
                  "description": "A node on its way."
                }
              },
              "avoids": {
                "type": "array",
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 300,
                  "description": "A node not on its way."
                }
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "from",
              "to"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "What holds of an intent on what the devices really run.",
            "properties": {
              "kind": {
                "const": "expect-verdict"
              },
              "intent": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "Its name."
              },
              "is": {
                "enum": [
                  "holds",
                  "violated",
                  "unknown"
                ]
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "intent",
              "is"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "What alerts there are of a code.",
            "properties": {
              "kind": {
                "const": "expect-alert"
              },
              "code": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "link-down, drift, …"
              },
              "subject": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "Of what."
              },
              "is": {
                "enum": [
                  "open",
                  "resolved",
                  "none"
                ],
                "description": "none: was never raised."
              },
              "atLeast": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "description": "How many such alerts, at least. Default 1."
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "code",
              "is"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "How the latest deployment stands.",
            "properties": {
              "kind": {
                "const": "expect-deployment"
              },
              "is": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "active, rolled-back, …"
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "is"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "What part of the offered traffic arrives.",
            "properties": {
              "kind": {
                "const": "expect-delivered"
              },
              "intent": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "Of this intent's flows; absent: of all."
              },
              "demands": {
                "type": "boolean",
                "description": "Of the demand matrix alone."
              },
              "atLeast": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "0–1"
              },
              "atMost": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "0–1"
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "Which devices run something else than they should.",
            "properties": {
              "kind": {
                "const": "expect-drift"
              },
              "devices": {
                "type": "array",
                "items": {
                  "type": "string",
                  "minLength": 1,
                  "maxLength": 300,
                  "description": "Name of a device."
                }
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "devices"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "description": "What telemetry says of a link.",
            "properties": {
              "kind": {
                "const": "expect-link"
              },
              "link": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "Its id."
              },
              "up": {
                "type": "boolean"
              },
              "from": {
                "type": "string",
                "minLength": 1,
                "maxLength": 300,
                "description": "The end that sends, for loss."
              },
              "lossAtLeast": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "0–1"
              },
              "lossAtMost": {
                "type": "number",
                "minimum": 0,
                "maximum": 1,
                "description": "0–1"
              },
              "withinMs": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "How long the network may take until it is so. Default 10 s."
              },
              "at": {
                "type": "integer",
                "minimum": 0,
                "maximum": 3600000,
                "description": "Not before so many ms of the story."
              },
              "note": {
                "type": "string",
                "minLength": 1,
                "maxLength": 1000,
                "description": "What it is for."
              }
            },
            "required": [
              "kind",
              "link"
            ],
            "additionalProperties": false
          }
        ]
      }
    }
  },
  "telemetry": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/telemetry.json",
    "title": "TelemetrySample",
    "description": "One measurement of a whole network. Rates in bit/s, latency in µs.",
    "type": "object",
    "properties": {
      "network": {
        "type": "string"
      },
      "at": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was measured, ms since 1970"
      },
      "links": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/link"
        }
      },
      "nodes": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/node"
        }
      },
      "flows": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/flow"
        }
      },
      "entries": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/entry"
        },
        "description": "Only entries that counted something. The telemetry channel has them only for those who ask with `entries=true`."
      },
      "intents": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/intent"
        }
      }
    },
    "required": [
      "network",
      "at",
      "links",
      "nodes",
      "flows",
      "intents"
    ],
    "additionalProperties": false,
    "$defs": {
      "link": {
        "title": "LinkSample",
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "up": {
            "type": "boolean"
          },
          "bitsPerSecond": {
            "type": "array",
            "prefixItems": [
              {
                "type": "number",
                "minimum": 0
              },
              {
                "type": "number",
                "minimum": 0
              }
            ],
            "items": false,
            "minItems": 2,
            "maxItems": 2,
            "description": "a→b, b→a"
          },
          "utilisation": {
            "type": "array",
            "prefixItems": [
              {
                "type": "number",
                "minimum": 0
              },
              {
                "type": "number",
                "minimum": 0
              }
            ],
            "items": false,
            "minItems": 2,
            "maxItems": 2,
            "description": "a→b, b→a"
          },
          "lossFraction": {
            "type": "array",
            "prefixItems": [
              {
                "type": "number",
                "minimum": 0
              },
              {
                "type": "number",
                "minimum": 0
              }
            ],
            "items": false,
            "minItems": 2,
            "maxItems": 2,
            "description": "a→b, b→a"
          },
          "latency": {
            "type": "number",
            "minimum": 0
          },
          "packets": {
            "type": "array",
            "prefixItems": [
              {
                "type": "number",
                "minimum": 0
              },
              {
                "type": "number",
                "minimum": 0
              }
            ],
            "items": false,
            "minItems": 2,
            "maxItems": 2,
            "description": "a→b, b→a"
          },
          "bytes": {
            "type": "array",
            "prefixItems": [
              {
                "type": "number",
                "minimum": 0
              },
              {
                "type": "number",
                "minimum": 0
              }
            ],
            "items": false,
            "minItems": 2,
            "maxItems": 2,
            "description": "a→b, b→a"
          }
        },
        "required": [
          "id",
          "up",
          "bitsPerSecond",
          "utilisation",
          "lossFraction",
          "latency",
          "packets",
          "bytes"
        ],
        "additionalProperties": false
      },
      "node": {
        "title": "NodeSample",
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "up": {
            "type": "boolean"
          },
          "entries": {
            "type": "integer",
            "minimum": 0
          }
        },
        "required": [
          "name",
          "up",
          "entries"
        ],
        "additionalProperties": false
      },
      "flow": {
        "title": "FlowSample",
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "intent": {
            "type": "string"
          },
          "offered": {
            "type": "number",
            "minimum": 0
          },
          "delivered": {
            "type": "number",
            "minimum": 0
          },
          "latency": {
            "type": "number",
            "minimum": 0
          },
          "path": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "end": {
            "type": "string"
          }
        },
        "required": [
          "id",
          "offered",
          "delivered",
          "latency",
          "path",
          "end"
        ],
        "additionalProperties": false
      },
      "entry": {
        "title": "EntrySample",
        "type": "object",
        "properties": {
          "device": {
            "type": "string"
          },
          "key": {
            "type": "string"
          },
          "packets": {
            "type": "number",
            "minimum": 0
          },
          "bytes": {
            "type": "number",
            "minimum": 0
          }
        },
        "required": [
          "device",
          "key",
          "packets",
          "bytes"
        ],
        "additionalProperties": false
      },
      "intent": {
        "title": "IntentSample",
        "type": "object",
        "properties": {
          "id": {
            "type": "string"
          },
          "bitsPerSecond": {
            "type": "number",
            "minimum": 0
          },
          "packets": {
            "type": "number",
            "minimum": 0
          },
          "bytes": {
            "type": "number",
            "minimum": 0
          }
        },
        "required": [
          "id",
          "bitsPerSecond",
          "packets",
          "bytes"
        ],
        "additionalProperties": false
      }
    }
  },
  "topology": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/topology.json",
    "title": "Topology",
    "description": "A network as a plain value: what is stored, hashed and sent. Up and down are not in it.",
    "type": "object",
    "properties": {
      "name": {
        "type": "string"
      },
      "description": {
        "type": "string"
      },
      "default": {
        "enum": [
          "open",
          "closed"
        ],
        "description": "closed: only what intents ask for is reachable; open: everything is, by shortest paths."
      },
      "antiSpoofing": {
        "type": "boolean"
      },
      "headroom": {
        "type": "number",
        "exclusiveMinimum": 0,
        "maximum": 1,
        "description": "Share of each link's bandwidth that may be promised; without it, all of it."
      },
      "management": {
        "type": "array",
        "minItems": 1,
        "maxItems": 100,
        "items": {
          "type": "string",
          "minLength": 1,
          "maxLength": 1000
        },
        "description": "Where the controller is, which manages the devices: nodes, prefixes, or `internet`."
      },
      "nodes": {
        "type": "array",
        "items": {
          "$ref": "node.json"
        }
      },
      "interfaces": {
        "type": "array",
        "items": {
          "$ref": "interface.json"
        }
      },
      "links": {
        "type": "array",
        "items": {
          "$ref": "link.json"
        }
      },
      "groups": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/group"
        }
      },
      "definitions": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/definition"
        }
      }
    },
    "required": [
      "name",
      "default",
      "antiSpoofing",
      "nodes",
      "interfaces",
      "links",
      "groups"
    ],
    "additionalProperties": false,
    "$defs": {
      "group": {
        "title": "TopologyGroup",
        "description": "A named list of nodes.",
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "members": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "name",
          "members"
        ],
        "additionalProperties": false
      },
      "definition": {
        "title": "TopologyDefinition",
        "description": "A name for a value, the value as text in the language.",
        "type": "object",
        "properties": {
          "name": {
            "type": "string"
          },
          "value": {
            "type": "string"
          }
        },
        "required": [
          "name",
          "value"
        ],
        "additionalProperties": false
      }
    }
  },
  "trace": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/trace.json",
    "title": "Trace",
    "description": "The way of one packet, with the entries that decide on it and the intents that want them.",
    "type": "object",
    "properties": {
      "packet": {
        "$ref": "common.json#/$defs/packet"
      },
      "hops": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/hop"
        }
      },
      "end": {
        "$ref": "#/$defs/end"
      },
      "latency": {
        "type": "number",
        "minimum": 0,
        "description": "propagation, µs"
      },
      "copies": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/copy"
        },
        "description": "Copies that were made on the way, each before those made of it; absent: none."
      }
    },
    "required": [
      "packet",
      "hops",
      "end",
      "latency"
    ],
    "additionalProperties": false,
    "$defs": {
      "hop": {
        "title": "TraceHop",
        "description": "One device on the way.",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "inInterface": {
            "type": "string"
          },
          "outInterface": {
            "type": "string",
            "description": "Absent where it ended here."
          },
          "link": {
            "type": "string"
          },
          "entries": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/decision"
            }
          },
          "dscp": {
            "$ref": "common.json#/$defs/dscp",
            "description": "With which DSCP it goes on, where the device rewrote it."
          },
          "translated": {
            "type": "object",
            "description": "With which addresses it goes on, where the device rewrote one.",
            "properties": {
              "src": {
                "$ref": "common.json#/$defs/ipAddress"
              },
              "dst": {
                "$ref": "common.json#/$defs/ipAddress"
              }
            },
            "required": [
              "src",
              "dst"
            ],
            "additionalProperties": false
          }
        },
        "required": [
          "node",
          "inInterface",
          "entries"
        ],
        "additionalProperties": false
      },
      "decision": {
        "title": "TraceDecision",
        "description": "An entry that decided.",
        "type": "object",
        "properties": {
          "key": {
            "$ref": "common.json#/$defs/entryKey"
          },
          "owners": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Intents that need the entry."
          }
        },
        "required": [
          "key",
          "owners"
        ],
        "additionalProperties": false
      },
      "end": {
        "title": "TraceEnd",
        "description": "How the way ends. misdelivered: handed to a node that does not own the destination. replicated: copies go on in its place. received: a copy that is handed to a node.",
        "type": "object",
        "discriminator": {
          "propertyName": "kind"
        },
        "required": [
          "kind"
        ],
        "oneOf": [
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "delivered"
              },
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node",
              "interface"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "misdelivered"
              },
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node",
              "interface"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "dropped"
              },
              "node": {
                "type": "string"
              },
              "reason": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node",
              "reason"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "looped"
              },
              "node": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "replicated"
              },
              "node": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node"
            ],
            "additionalProperties": false
          },
          {
            "type": "object",
            "properties": {
              "kind": {
                "const": "received"
              },
              "node": {
                "type": "string"
              },
              "interface": {
                "type": "string"
              }
            },
            "required": [
              "kind",
              "node",
              "interface"
            ],
            "additionalProperties": false
          }
        ]
      },
      "copy": {
        "title": "TraceCopy",
        "description": "A copy, from the device that made it on.",
        "type": "object",
        "properties": {
          "node": {
            "type": "string",
            "description": "The device that made it."
          },
          "interface": {
            "type": "string"
          },
          "link": {
            "type": "string"
          },
          "hops": {
            "type": "array",
            "items": {
              "$ref": "#/$defs/hop"
            }
          },
          "end": {
            "$ref": "#/$defs/end"
          },
          "latency": {
            "type": "number",
            "minimum": 0,
            "description": "propagation, µs"
          }
        },
        "required": [
          "node",
          "interface",
          "hops",
          "end",
          "latency"
        ],
        "additionalProperties": false
      }
    }
  },
  "traffic-matrix": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/traffic-matrix.json",
    "title": "TrafficMatrix",
    "description": "Who wants to send how much to whom, beside a topology.",
    "type": "object",
    "properties": {
      "demands": {
        "type": "array",
        "maxItems": 100000,
        "items": {
          "$ref": "#/$defs/demand"
        }
      },
      "scale": {
        "type": "number",
        "minimum": 0,
        "maximum": 1000000,
        "description": "Every demand times this."
      },
      "profile": {
        "$ref": "#/$defs/profile"
      }
    },
    "required": [
      "demands",
      "scale"
    ],
    "additionalProperties": false,
    "$defs": {
      "demand": {
        "title": "Demand",
        "description": "Traffic from one node to another, in that direction alone.",
        "type": "object",
        "properties": {
          "from": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300
          },
          "to": {
            "type": "string",
            "minLength": 1,
            "maxLength": 300
          },
          "bitsPerSecond": {
            "type": "number",
            "minimum": 0,
            "maximum": 1000000000000000
          },
          "class": {
            "$ref": "#/$defs/class"
          }
        },
        "required": [
          "from",
          "to",
          "bitsPerSecond"
        ],
        "additionalProperties": false
      },
      "class": {
        "title": "DemandClass",
        "description": "What packets look like, where it matters: default TCP to port 443, DSCP 0.",
        "type": "object",
        "properties": {
          "protocol": {
            "type": "integer",
            "minimum": 0,
            "maximum": 255
          },
          "dstPort": {
            "type": "integer",
            "minimum": 0,
            "maximum": 65535
          },
          "dscp": {
            "type": "integer",
            "minimum": 0,
            "maximum": 63
          }
        },
        "additionalProperties": false
      },
      "profile": {
        "title": "DemandProfile",
        "description": "A day of periodMs in which each demand swings between low and 1 times what it asks for.",
        "type": "object",
        "properties": {
          "kind": {
            "const": "diurnal"
          },
          "periodMs": {
            "type": "integer",
            "minimum": 1000,
            "maximum": 31536000000
          },
          "low": {
            "type": "number",
            "minimum": 0,
            "maximum": 1
          },
          "seed": {
            "type": "integer",
            "minimum": 0,
            "maximum": 4294967295
          }
        },
        "required": [
          "kind",
          "periodMs",
          "low",
          "seed"
        ],
        "additionalProperties": false
      }
    }
  },
  "user": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/user.json",
    "title": "User",
    "description": "Someone who may log in, and what they may.",
    "type": "object",
    "properties": {
      "id": {
        "type": "string"
      },
      "name": {
        "type": "string"
      },
      "role": {
        "enum": [
          "none",
          "viewer",
          "operator",
          "admin"
        ],
        "description": "On the server, and on each network without a role of its own."
      },
      "createdAt": {
        "type": "integer",
        "minimum": 0,
        "description": "When the account was made, ms since 1970"
      },
      "networks": {
        "type": "object",
        "additionalProperties": {
          "enum": [
            "none",
            "viewer",
            "operator",
            "admin"
          ]
        },
        "description": "Roles on single networks, by their ids; none: the network is not there for them."
      },
      "lockedUntil": {
        "type": "integer",
        "minimum": 0,
        "description": "While they are locked after many failed logins, ms since 1970"
      },
      "token": {
        "type": "object",
        "description": "The API token that was used.",
        "properties": {
          "id": {
            "type": "string"
          },
          "name": {
            "type": "string"
          },
          "scopes": {
            "type": "array",
            "items": {
              "type": "string"
            }
          },
          "networks": {
            "type": "array",
            "items": {
              "type": "string"
            },
            "description": "Ids of the only networks that it is for."
          },
          "expiresAt": {
            "type": "integer",
            "minimum": 0,
            "description": "ms since 1970"
          }
        },
        "required": [
          "id",
          "name",
          "scopes",
          "expiresAt"
        ],
        "additionalProperties": false
      }
    },
    "required": [
      "id",
      "name",
      "role"
    ],
    "additionalProperties": false
  },
  "verdict": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/verdict.json",
    "title": "Verdict",
    "description": "What is proved of one property of one intent.",
    "type": "object",
    "properties": {
      "intent": {
        "type": "string",
        "description": "Intent id, or system."
      },
      "property": {
        "title": "Property",
        "enum": [
          "delivered",
          "replies",
          "waypoints",
          "avoids",
          "latency",
          "hops",
          "loss",
          "available",
          "symmetric",
          "paths",
          "bandwidth",
          "survives",
          "isolated",
          "marked",
          "limited",
          "queued",
          "translated",
          "balanced",
          "mirrored",
          "installed",
          "cached",
          "drained",
          "only-what-is-asked",
          "no-loop",
          "no-black-hole",
          "no-dead-interface"
        ]
      },
      "verdict": {
        "enum": [
          "holds",
          "violated",
          "unknown"
        ]
      },
      "coverage": {
        "enum": [
          "full",
          "partial"
        ]
      },
      "lost": {
        "type": "object",
        "properties": {
          "to": {
            "type": "string"
          },
          "packet": {
            "$ref": "common.json#/$defs/packet"
          },
          "interest": {
            "$ref": "common.json#/$defs/contentName"
          },
          "placed": {
            "$ref": "common.json#/$defs/placePacket"
          }
        },
        "required": [
          "to"
        ],
        "additionalProperties": false
      },
      "reason": {
        "type": "string"
      },
      "grade": {
        "enum": [
          "protected",
          "restored",
          "converged"
        ]
      },
      "scenario": {
        "type": "object",
        "properties": {
          "down": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "down"
        ],
        "additionalProperties": false
      },
      "packet": {
        "$ref": "common.json#/$defs/packet"
      },
      "interest": {
        "$ref": "common.json#/$defs/contentName",
        "description": "The name that is asked for, of counterexamples about names."
      },
      "placed": {
        "$ref": "common.json#/$defs/placePacket",
        "description": "The packet of counterexamples about places."
      },
      "ingress": {
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "interface": {
            "type": "string"
          }
        },
        "required": [
          "node",
          "interface"
        ],
        "additionalProperties": false
      },
      "hops": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/hop"
        }
      },
      "scenarios": {
        "type": "integer",
        "minimum": 0
      },
      "orphans": {
        "type": "array",
        "items": {
          "$ref": "#/$defs/orphanClass"
        },
        "description": "Of only-what-is-asked: all packets that nobody asks for, the first classes of them."
      },
      "moreOrphans": {
        "type": "integer",
        "minimum": 1,
        "description": "Classes that are not listed."
      }
    },
    "required": [
      "intent",
      "property",
      "verdict",
      "coverage"
    ],
    "additionalProperties": false,
    "$defs": {
      "orphanClass": {
        "title": "OrphanClass",
        "description": "Packets that are delivered though no intent asks for it.",
        "type": "object",
        "properties": {
          "words": {
            "type": "string",
            "description": "The packets, in words."
          },
          "boxes": {
            "type": "array",
            "items": {
              "$ref": "class-trace.json#/$defs/box"
            },
            "description": "Disjoint; together the class, with more."
          },
          "more": {
            "type": "integer",
            "minimum": 0,
            "description": "Boxes that are not listed, counted up to a bound."
          },
          "ingress": {
            "type": "array",
            "items": {
              "type": "object",
              "properties": {
                "node": {
                  "type": "string"
                },
                "interface": {
                  "type": "string"
                }
              },
              "required": [
                "node",
                "interface"
              ],
              "additionalProperties": false
            },
            "description": "Where they enter."
          },
          "to": {
            "type": "string",
            "description": "The node that gets them."
          }
        },
        "required": [
          "words",
          "boxes",
          "ingress",
          "to"
        ],
        "additionalProperties": false
      },
      "hop": {
        "title": "VerdictHop",
        "description": "One device on the way of a packet.",
        "type": "object",
        "properties": {
          "node": {
            "type": "string"
          },
          "inInterface": {
            "type": "string"
          },
          "outInterface": {
            "type": "string"
          },
          "entries": {
            "type": "array",
            "items": {
              "$ref": "common.json#/$defs/entryKey"
            }
          },
          "owners": {
            "type": "array",
            "items": {
              "type": "string"
            }
          }
        },
        "required": [
          "node",
          "inInterface",
          "entries",
          "owners"
        ],
        "additionalProperties": false
      }
    }
  },
  "ws-frame": {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": "https://paranet.dev/schemas/ws-frame.json",
    "title": "WsFrame",
    "description": "The envelope of every WebSocket channel. The first frame of a connection is of type hello, with data { epoch, seq }.",
    "type": "object",
    "properties": {
      "channel": {
        "type": "string"
      },
      "seq": {
        "type": "integer",
        "minimum": 0,
        "description": "Grows by one per frame of a channel; clients resume with since."
      },
      "at": {
        "type": "integer",
        "minimum": 0,
        "description": "When it was made, ms since 1970"
      },
      "type": {
        "type": "string",
        "description": "hello, sample, event, raised, resolved, acknowledged, gap, heartbeat"
      },
      "data": {
        "description": "By type."
      }
    },
    "required": [
      "channel",
      "seq",
      "at",
      "type",
      "data"
    ],
    "additionalProperties": false
  }
}
