// Made from schemas/json by schemas/scripts/generate.mjs: change the schemas, not this file.

export const transitions = {
  "created": {
    "from": [
      "none"
    ],
    "to": [
      "awaiting-approval",
      "scheduled",
      "queued"
    ]
  },
  "approved": {
    "from": [
      "awaiting-approval"
    ],
    "to": [
      "scheduled",
      "queued"
    ]
  },
  "due": {
    "from": [
      "scheduled"
    ],
    "to": [
      "queued"
    ]
  },
  "validating": {
    "from": [
      "queued"
    ],
    "to": [
      "validating"
    ]
  },
  "wave-staging": {
    "from": [
      "validating",
      "rolling-out"
    ],
    "to": [
      "staging"
    ]
  },
  "staged": {
    "from": [
      "staging"
    ],
    "to": [
      "staging"
    ]
  },
  "wave-committing": {
    "from": [
      "staging"
    ],
    "to": [
      "rolling-out"
    ]
  },
  "committed": {
    "from": [
      "rolling-out"
    ],
    "to": [
      "rolling-out"
    ]
  },
  "wave-done": {
    "from": [
      "rolling-out"
    ],
    "to": [
      "rolling-out"
    ]
  },
  "paused": {
    "from": [
      "validating",
      "rolling-out"
    ],
    "to": [
      "paused"
    ]
  },
  "resumed": {
    "from": [
      "paused"
    ],
    "to": [
      "validating",
      "rolling-out"
    ]
  },
  "confirming": {
    "from": [
      "validating",
      "rolling-out"
    ],
    "to": [
      "confirming"
    ]
  },
  "confirmed": {
    "from": [
      "confirming"
    ],
    "to": [
      "confirming"
    ]
  },
  "reapplying": {
    "from": [
      "confirming"
    ],
    "to": [
      "confirming"
    ]
  },
  "active": {
    "from": [
      "confirming"
    ],
    "to": [
      "active"
    ]
  },
  "superseded": {
    "from": [
      "active"
    ],
    "to": [
      "superseded"
    ]
  },
  "rolling-back": {
    "from": [
      "awaiting-approval",
      "scheduled",
      "queued",
      "validating",
      "staging",
      "rolling-out",
      "paused"
    ],
    "to": [
      "rolling-back"
    ]
  },
  "undone": {
    "from": [
      "rolling-back"
    ],
    "to": [
      "rolling-back"
    ]
  },
  "rolled-back": {
    "from": [
      "rolling-back"
    ],
    "to": [
      "rolled-back"
    ]
  },
  "failed": {
    "from": [
      "validating",
      "rolling-back",
      "confirming"
    ],
    "to": [
      "failed"
    ]
  }
} as const
