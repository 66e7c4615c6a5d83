import type { Lexicon } from './concept.js'

/** English operator words. */
export const english: Lexicon = {
  fill: `please|kindly|should|must|shall|will|would|ought|has to|have to|had to|need to|needs to|is to|are to|can|could|may|might|able to|be able to|is able to|are able to|
    that|which|who|so|also|too|just|ever|still|always|then|now|there|here|of course|do|does|did|been|being|get|gets|like|i|we|us|our|my|you|your|i'd|i'd like|we'd like|
    as|its|their|such|own|way|straight|directly|direct|therefore|hence|thus|additionally|moreover|furthermore|in addition|besides|finally|next|
    first|second|secondly|lastly|okay|ok|well|simply|strictly|explicitly|absolutely|at all|whatsoever|ever|once|very|really|all the time|
    at all times|in any case|in every case|is required|are required|required to|is supposed to|are supposed to|supposed to|expected to|it is important that|it is required that|
    make sure|ensure|see to it|guaranteed to|take care|be sure|we want|i want|we need|i need|we would like|i would like|want to|wants to|wish|wishes to|
    with it|to do|on the way|on its way|on their way|in order|in order to|continue to|continues to|come|comes|coming|goes|go|going|
    when going|while going|when travelling|when traveling|where|whenever|each of|of|set up|establish|provide|v:create|v:make|v:build|v:configure|v:give|v:add|v:put|v:apply|v:provision|v:implement|v:arrange|me|
    no matter what|under all circumstances|in all cases|at any time|existing|new|dedicated|total|overall|maximum|minimum|end to end|one way=one-way|worst case|
    network|traffic rule|policy|rule|requirement|behaviour|result|while|whereas|meanwhile|otherwise|however|through it all|hold|holds|working|up|service|services|
    start with|to start with|following|follows|subject|at the same time|allowed bandwidth|use=|everything is fine|ip|sent|running|run|along the way|along its way|along|out|exactly|have|has|had|having|completely|fully|entirely|totally|permanently|immediately|urgently|properly|successfully|freely|certainly|definitely|in full|any kind of|any sort of|all kinds of|all sorts of|with immediate effect|as follows|going forward`,
  article: 'a|an|the|this|these|those|some|any|our|my',
  neg: `not|never|no|cannot|can't|can not|mustn't|shouldn't|won't|don't|doesn't|isn't|aren't|may not|must not|none|nothing|nobody|no one|at no time|
    under no circumstances|on no account|no longer|no single|not a single|not any|in no case`,
  unneeded: `not need|not need to|no need to|no need for|not have to|doesn't have to|don't have to|doesn't need|don't need|doesn't need to|don't need to|need not|needn't|no longer need|no longer needs|no longer need to|no longer needs to|not require|no longer require|no longer requires|no longer required|not required to|are not required|is not required|not necessary|not needed|no longer needed|not obliged to|no longer has to|no longer have to|never need|never needs`,
  neither: 'neither|neither of',
  nor: 'nor|and nor|or nor',
  'n-nobody':
    'nobody|no one|nobody else|no one else|no host|no hosts|no user|no users|no device|no devices|no machine|no machines|no node|no nodes|no client|no clients|no system|none|no other host|no other hosts|no others',
  exclusive: `everything that is not|anything that is not|traffic that is not|all that is not|everything which is not|traffic which is not|whatever is not|anything not|everything not|all traffic that is not|any traffic that is not|traffic other than|packets other than|everything which isn't|everything that isn't|anything that isn't|traffic that isn't|non|nothing but|nothing except|nothing except for|nothing other than|nothing apart from|nothing else than|no traffic but|no traffic except|no traffic other than|no traffic apart from|everything except|everything but|everything except for|everything other than|everything apart from|everything save|
    anything but|anything except|anything except for|anything other than|anything apart from|all but|all except|all traffic except|all traffic but|all traffic other than|all traffic apart from|any traffic except|any traffic but|any traffic other than|all ports except|all ports but|any port except|any port but|every port except|no ports but|no ports except|no port but|no port except|no port other than|no packets but|no packets except|no packets other than|all packets except|everything excluding|all traffic excluding|everything with the exception of|all traffic with the exception of|all protocols except|no protocol except|no protocol but|all services except|no services except|no service but|no service except`,
  and: 'and|&|as well as|plus|and also|together with|along with|and additionally|and then also',
  or: 'or|or else|and/or',
  comma: ',',
  'and-then':
    'then|and then|followed by|and after that|after that|and afterwards|afterwards|before|and next|and finally',
  both: 'both|each of|either of',
  either: 'either|one of|either of|any of|any one of|at least one of|one out of|either one of',
  all: 'all|all the|all of|all of the|every|each|any|the whole|entire|the entire',
  only: 'only|solely|exclusively|nothing else|alone|and nothing else',
  but: 'but|yet|though|although|while|whereas|however',
  except: `except|except for|except from|except to|excluding|other than|apart from|but not|save for|with the exception of|not including|aside from|minus|barring|
    with the exception being|but excluding|but without|leaving out|all but|but for`,
  respectively: 'respectively|in that order|in this order|correspondingly|pairwise',
  pronoun: `it|they|them|this|that|this one|these|those|the same|the former|the same traffic|that traffic|this traffic|the path|this path|that path|the route|this route|that route|
    this connection|that connection|the connection|the same connection|that flow|this flow|the latter|these flows|those flows|both of them|each of them|all of them|said traffic`,
  question: `why|what|which|how|who|whose|when will|when does|where is|where does|does|do we|do they|is there|are there|is it|has|have we|will|did|whether|can you tell|tell me|explain|what if|
    what happens|how many|how much|how long|is|are|can|could|should|would|may`,
  'polite-question': `can you|could you|would you|will you|would it be possible to|is it possible to|could you please|can you please|would you please|would you mind|
    shall we|should we|can i have|could i have|can we have|can i get|could we get|can we get`,
  greeting:
    'hello|hi|hey|good morning|good afternoon|good evening|thanks|thank you|many thanks|cheers|bye|goodbye|how are you|hello there|dear team|dear all|regards|best regards',
  meta: `v:ignore|v:disregard|v:forget|v:override|previous instructions|prior instructions|above instructions|system prompt|you are now|v:pretend|v:act as|jailbreak|developer mode|
    instructions|your rules|as an ai|assistant|prompt`,
  because: 'because|since|due to|the reason is|reason being|in order that',
  if: `if|when|even if|even when|even though|even in case of|even in case|in case of|in case|in the event of|in the event that|should|despite|in spite of|no matter which|no matter if|no matter what|
    regardless of|whichever|whatever|upon|after|on|even after|even with|even on|during|also when|also if|notwithstanding|in the face of|against`,
  mutual: `each other|one another|mutually|both directions|in both directions|both ways|either direction|in either direction|bidirectionally|bidirectional|vice versa|and vice versa|
    two way|two ways|apart|from each other|to each other|with each other|from one another|apart from each other|apart from one another|and back|either way|in any direction|separate from each other|among themselves|in both ways`,
  duplex: 'there and back|and the way back|full duplex|round trip=',
  one: 'a|an|any|one|a single|any single|any one|single|one single|some|the loss of any|at least one|at least a single|exactly one|another|every|each',
  from: `from|out of|originating from|originating in|originating at|originating|that originates in|that originates from|coming from|coming out of|leaving|sourced from|sourced at|sourced in|sourced by|starting at|starting from|starting in|
    from inside|from within|that comes from|that leaves|which comes from|sent by|sent from|generated by|generated in|issued by|initiated by|initiated from|entering at|entering from|entering in|on behalf of|by order of|with source|source|with a source of|from behind`,
  to: `to|towards|toward|into|unto|destined to|destined for|going to|bound for|heading to|headed to|heading for|headed for|headed towards|heading towards|ending at|ending in|terminating at|terminating in|addressed to|arriving at|arriving in|that goes to|going into|going towards|
    which goes to|that is destined for|that is destined to|goes to|is destined for|is destined to|on its way to|on the way to|on their way to|aimed at|directed to|directed at|intended for|meant for|with destination|destination|onto|when they go to|when it goes to|when going to|when they talk to|when they use|when they access|when accessing|when it reaches|when they reach|when reaching|whenever they go to|whenever they access|that is going to|sent to|in the direction of|on to|up to|=>|->|→`,
  between: 'between|in between|among|amongst',
  via: `via|through|thru|by way of|passing|passing through|passing via|traversing|across|by means of|routed via|routed through|transiting|transiting through|crossing|having passed|through the means of|with a detour through|with a detour via|using|by going through|going through|going via|
    with a stop at|after passing|after going through|goes behind|go behind|going behind|runs behind|passes behind|over`,
  over: 'over|across|onto|among|between|on',
  avoid: `avoiding|without using|without going through|without passing through|without passing|without crossing|without touching|without traversing|without transiting|without going over|without going via|bypassing|not through|not via|not over|not across|not using|not crossing|not passing|around|
    keeping clear of|staying off|staying clear of|staying away from|steering clear of|keeping away from|keeping off|circumventing|never through|never via|never over|never across|never using|and not through|and not via|but not through|but not via|but not over|but never through|but never via|but never over|but avoiding|but without going through|but without passing|rather than via|rather than through|
    instead of via|instead of through|clear of|out of reach of=|skipping|detouring around|never crossing|never passing|never touching|without|never passing through|not going through|not passing through|not touching|never going through|never traversing|not traversing|excluding transit through`,
  prefer: `preferably via|preferably through|preferably over|ideally via|ideally through|ideally over|preferring|favouring|favoring|with a preference for|with preference for|if possible via|if possible through|if possible over|where possible via|where possible through|where possible over|rather via|rather through|best via|best through|preferably using|
    with preference given to|preferably|ideally|when possible via|when possible through|when possible over|by preference via|by preference through|by preference over`,
  at: 'at|on|in|inside|within|on top of|at the|located at',
  on: 'on|using|over|via|by|for|with|through|at|in|by means of|carrying|carried over|based on|consisting of|of type|on top of',
  in: 'in|inside|within|at|on|behind|attached to|connected to|located in|located at|residing in|sitting in|living in|that are in|that is in|which are in|of|from|belonging to|under|homed in|homed at|sitting behind|beyond|near|placed in',
  by: 'by|from|for|with',
  for: 'for|on behalf of|during',
  with: 'with|having|at|using|of|to|as|by|and with|with a|under',
  of: 'of|to|at|is|be|are|=|:|being|stays|must be|should be|shall be|has to be|has to stay|must stay|should stay|must remain|remains|kept|needs to be|equal to|set to|equals|may be|can be|for',
  within: 'within|in|inside|in under|in less than',
  until: 'until|till|to|-|through|up to|and|until the',
  'v-permit': `v:allow|v:let|v:permit|v:enable|v:grant|v:authorise|v:authorize|v:admit|v:open|v:entitle|v:whitelist|v:accept|v:open up|v:clear|is ok=|v:support|allowed to|permitted to|is fine=|is allowed|are allowed|is permitted|are permitted`,
  'v-deny': `v:block|v:deny|v:forbid|v:prohibit|v:prevent|v:stop|v:disallow|v:drop|v:reject|v:ban|v:refuse|v:discard|v:blacklist|v:bar|v:filter out|v:cut off|v:shut|v:shut off|v:shut out|v:lock out|v:blackhole|v:filter|v:deny all|
    v:veto|v:suppress|v:inhibit|v:preclude|v:firewall off|v:turn away|v:hinder|v:cut|v:disconnect|v:refuse access|v:bar from|v:exclude|v:hide|hidden|v:shun|v:outlaw|v:kill|v:restrict access=`,
  'a-forbidden':
    'off limits|off limit|out of bounds|unreachable|inaccessible|unavailable|closed|out of reach|not accessible|not reachable|not available|no go area|no go zone|taboo',
  'v-isolate': `v:isolate|v:separate|v:segregate|v:quarantine|v:wall off|v:shield|v:fence off|v:seal off|v:keep apart|v:keep away|v:keep out|v:keep off|v:keep out of|v:stay out of|v:partition|v:insulate|v:air gap|isolation|separation|segregation|apart from each other|apart from one another|separate from each other|separate from one another|separate|v:detach|v:divide|v:split apart`,
  'v-apart': 'away|out|apart',
  'v-reach': `v:reach|v:access|get to|gets to|get into|getting to|getting into|got to|v:talk to|v:talk with|v:talk|v:speak to|v:speak with|v:speak|v:communicate with|v:communicate|v:converse with|v:connect to|v:connect with|v:use|v:contact|v:see|v:visit|v:query|v:browse|v:get access to|v:get through to|v:deliver to|v:arrive at|v:interact with|v:exchange data with|v:exchange traffic with|v:exchange packets with|v:exchange|v:log in to|v:log into|v:log on to|v:sign in to|v:hit|v:open connections to|v:open a connection to|v:open sessions to|v:get in touch with|
    v:get in|v:go to|v:come to|v:travel to|v:flow to|v:send to|v:connect into|v:consume|v:make connections to|v:initiate connections to|v:establish connections to|v:establish sessions to|v:dial|v:print to|v:read from|v:write to|v:back up to|v:sync with|v:synchronise with|v:synchronize with|v:replicate to|v:find|have access to|has access to|having access to|v:gain access to|v:gain|v:touch|have connectivity to|has connectivity to|have connectivity with|v:poll|v:monitor|v:manage|v:send anything to|v:send packets to|v:send traffic to|v:send data to|send anything to|v:enter`,
  'v-connect':
    'v:connect|v:link|v:join|v:interconnect|v:bridge|v:hook up|v:wire|v:tie|v:link up|v:attach|v:couple|v:bring together',
  'v-carry': `v:route|v:send|v:forward|v:direct|v:steer|v:deliver|v:transport|v:carry|v:move|v:transmit|v:convey|v:transfer|v:guide|v:redirect|v:divert|v:push|v:hand over|v:ship|v:relay|v:pipe|v:funnel|v:lead|v:destine|v:bring|v:get from|v:shuttle|v:tunnel|v:travel from|v:reroute`,
  'v-pass': `v:pass|v:pass through|v:pass via|v:traverse|v:cross|v:go through|v:go via|v:go over|v:go across|v:transit|v:travel through|v:travel via|v:travel over|v:travel across|v:travel|v:flow|v:flow through|v:flow over|v:flow via|v:run through|v:run over|v:run via|v:take|v:touch|v:visit|v:be inspected by|v:inspect|inspected by|v:scan|scanned by|v:check|checked by|v:filter|filtered by|screened by|examined by|cleaned by|
    v:pass over|v:pass by|v:move through|v:move over|v:ride on|v:ride over|v:ride|v:come through|v:go by|v:go past|v:run|v:use|v:be routed through|v:be sent through|v:hit|v:enter|v:go|v:follow|v:go behind|v:run behind|v:pass behind|v:go first through|handled by|processed by|v:transit through|v:hop through`,
  'v-avoid': `v:avoid|v:bypass|v:circumvent|v:skip|v:detour around|v:stay off|v:stay away from|v:stay clear of|v:steer clear of|v:keep off|v:keep clear of|v:keep away from|v:go around|v:shun|v:evade|v:route around|v:work around`,
  'v-prefer':
    'v:prefer|v:favour|v:favor|v:give preference to|v:lean towards|is preferred|are preferred|preferred|would rather use|would rather go through|v:prioritise the path via=',
  'v-reserve': `v:reserve|v:guarantee|v:allocate|v:assure|v:secure|v:earmark|v:set aside|v:dedicate|v:commit|v:book|v:hold back|v:provision|v:assign|v:promise`,
  'v-limit': `v:limit|v:cap|v:throttle|v:rate limit|v:restrict|v:police|v:shape|v:bound|v:constrain|v:slow down|v:slow|v:clamp|v:choke|v:hold down|v:ration|v:curb|v:bandwidth limit|v:exceed|v:go above|v:confine|v:use up|v:squeeze`,
  'v-mirror': `v:mirror|v:copy|v:duplicate|v:span|v:replicate|v:clone|v:tap|v:port mirror|v:send a copy of|a copy of|copies of|v:tee|v:sniff|v:wiretap|v:capture`,
  'v-mark':
    'v:mark|v:tag|v:remark|v:label|v:colour|v:color|v:stamp|v:set the dscp of|v:set dscp of|v:set the dscp|v:set dscp|v:classify|v:re mark|v:set the code point of|v:rewrite the dscp of|v:paint|v:dscp mark',
  'v-cache':
    'v:cache|v:keep copies of|v:keep a copy of|v:store|v:hold|v:keep|v:pre load|v:save|v:retain|v:buffer|caching|v:stash',
  'v-multicast': 'v:multicast|v:stream|multicast group|multicast stream|multicast',
  'v-balance': `v:load balance|v:balance|v:spread|v:distribute|v:share|v:load share|v:split|v:divide|load balancing|v:balance the load of|v:balance load of|v:fan out|v:scatter|v:share the load of|v:load distribute`,
  'v-prioritise': `v:prioritise|v:prioritize|v:give priority to|v:favour|v:favor|comes first|come first|goes first|go first|has priority|have priority|gets priority|takes precedence|expedite|expedited|expedited forwarding|give precedence to|high priority=|v:give preference to|v:treat`,
  'v-drain': `v:drain|out of service|into maintenance|in maintenance|for maintenance|maintenance mode|in maintenance mode|into maintenance mode|v:evacuate|v:take out of service|v:empty|v:decommission|under maintenance|v:clear of traffic|v:free of traffic|v:offload`,
  'v-survive': `v:survive|v:tolerate|v:withstand|v:resist|v:cope with|v:outlive|v:endure|v:handle|v:stand|resilient to|resilient against|robust against|robust to|tolerant to|tolerant of|immune to|protected against|protected from|protection against|protection from|safe against|secured against|v:protect against|v:protect from|v:guard against|v:sustain|v:ride out|redundant against|fault tolerant to|resistant to|able to survive|able to withstand|v:live through|v:bear|v:work through|v:absorb|with protection against|v:overcome|v:lose|hardened against|insured against|v:stay up through|resilience to|resilience against`,
  'v-want':
    'v:want|v:need|v:request|v:ask for|v:fetch|v:retrieve|v:watch|v:pull|v:require|v:demand|v:subscribe to|v:download|v:get|v:obtain|v:consume|v:receive',
  'v-alert':
    'v:warn|v:alert|v:notify|v:broadcast|v:geocast|v:announce|alarm|alert|warning|notification|message|announcement|emergency|flood|fire|storm',
  'v-assert':
    'v:assert|v:prove|v:verify that|v:check that|v:validate that|v:confirm that|v:certify|v:demonstrate|v:attest',
  'v-protect': 'v:protect|v:secure|v:harden|v:safeguard|v:defend|v:guard|v:make resilient|v:back up',
  'v-nat':
    'v:translate|v:nat|nat|v:masquerade|v:source nat|snat|source nat|network address translation|v:translate the addresses of|v:translate addresses of|v:translate the source addresses of',
  'v-peer':
    'v:peer|v:peer with|peering|bgp peering|bgp session|ebgp session|bgp neighbour|bgp neighbor|v:bgp peer|ebgp peering|v:speak bgp with|v:talk bgp with|v:exchange routes with|peering session',
  'v-set':
    'v:set|v:use|v:configure|v:point|v:have|v:send|should use|must use|shall use|v:sync|v:synchronise|v:synchronize|v:log',
  'n-as': 'as|asn|as number|autonomous system|remote as|neighbour as|neighbor as',
  'n-interface': 'n:interface|n:port|n:uplink|n:nic',
  'n-baseline':
    'ntp=ntp|ntp server=ntp|ntp servers=ntp|time server=ntp|time servers=ntp|time source=ntp|clock source=ntp|clocks=ntp|syslog=syslog|syslog server=syslog|log server=syslog|logs=syslog|log messages=syslog|syslog collector=syslog|syslog messages=syslog|log collector=syslog|snmp=snmp|snmp version=snmp',
  'n-version': 'v3=v3|v2c=v2c|v1=v1|version 3=v3|version three=v3|version 2c=v2c',
  'v-other': `v:reboot|v:restart|v:delete|v:remove|v:uninstall|v:show|v:list|v:display|v:print|v:upgrade|v:install|v:explain|v:describe|v:summarise|v:summarize|v:undo|v:rollback|v:roll back|v:deploy|v:execute|v:shutdown|v:shut down|v:reset|v:login|v:translate|v:write|v:sing|v:play|v:order|
    v:rename|v:import|v:export|v:erase|v:wipe|v:format|v:dump|v:hack|v:email|v:call|v:open a ticket|tell|v:run a|v:trace|v:debug|v:turn off|v:turn on|v:switch off|v:switch on|v:power off`,
  'v-vague': `v:improve|v:optimise|v:optimize|v:fix|v:speed up|faster|better|safer|more secure|v:tune|quicker|v:tweak|more reliable|v:help|v:do something|more redundant|stronger|cheaper|slower|v:enhance|v:upgrade the speed|v:change|more robust|v:repair|low latency|high bandwidth|fast|slow|reliable|high availability|highly available|redundant|redundantly|quickly|quick|robust|resilient|as fast as possible|secure|safe`,
  'v-keep': 'v:keep|v:stay|v:hold|v:leave|v:lock|v:remain',
  'v-be': 'is|are|be|am|was|were',
  'a-reachable': 'reachable|accessible|available|visible|open|v:expose|contactable|usable|exposed|published|v:publish',
  'n-access':
    'access|connectivity|reachability|n:connection|communication|communications|contact|n:session|conversation|n:route|a path|n:path|n:link|transit|passage|way|n:circuit|service',
  'n-lenient':
    'merely|without any guarantee|without guarantee|best effort|on a best effort basis|optionally|with no guarantee|but need not|but not necessarily|not necessarily|opportunistically|no guarantee|no guarantees|without guarantees|without promising delivery|no promise|if there is a path|if a path exists|on the default path',
  'n-traffic': `traffic|n:packet|n:flow|data|n:stream|n:datagram|communication|communications|n:request|n:connection|n:session|n:message|n:query|access|activity|all traffic|all packets|any traffic|every packet|each packet|n:call|bytes|frames|use|usage|load|transfers|n:transfer|protocol|logins|n:login|conversations|network traffic|payload|stuff`,
  'n-whatever':
    'whatever|everything|anything|all that|what|everything that|anything that|all of it|whatever it is that',
  'n-head': `n:host|n:user|n:client|n:device|n:machine|n:computer|n:network|n:subnet|n:prefix|n:site|n:office|n:people|n:employee|n:visitor|n:customer|n:consumer|n:subscriber|n:node|n:router|n:switch|n:segment|n:group|n:lan|n:vlan|n:zone|n:range|n:address|n:address block|n:box|n:endpoint|n:terminal|n:workstation|n:pc|n:laptop|n:cluster|n:farm|n:pool|n:fleet|ip|ip address|staff|team|
    n:department|n:campus|n:city|n:town|n:location|n:server|n:system|n:instance|n:vm|n:station|n:branch|n:firewall|n:appliance|n:probe|n:sensor|n:gateway|everyone|everybody|anyone|all|things|n:name|content|n:producer|n:receiver|n:content|n:wifi|wi fi|wlan|wireless|ip range|address range|subnetwork|n:datacenter|n:data center|n:data centre|n:area=|n:member|n:destination|n:source|n:end|n:side|n:pop|n:exchange`,
  'n-latency':
    'latency|n:delay|round trip time=|one way delay|rtt=|end to end delay|end to end latency|propagation delay|transit time|travel time|response time|one way latency|latencies|lag|ping time',
  'n-bandwidth':
    'bandwidth|bw|n:rate|throughput|speed|capacity|bit rate|bitrate|data rate|volume|bandwidth use|bandwidth usage',
  'n-hop': 'n:hop|router hops|intermediate hops',
  'n-link': 'n:link|n:line|n:circuit|n:cable|n:fibre|n:fiber|n:trunk|n:wire|n:connection|n:edge|n:span|link or cable',
  'n-router': 'n:router|n:node|n:device|n:switch|n:box',
  'n-node': 'n:node|n:router|n:device|n:switch|n:machine|n:box',
  'n-path': 'n:path|n:route|n:way|n:track|n:lane',
  'n-failure':
    'n:failure|n:outage|loss|breakdown|n:fault|n:cut|n:break|going down|failing|dying|n:crash|n:error|breaking|being lost|disruption|goes down|fails|dies|breaks|is lost|is cut|is down|drops|crashes|break|fail|go down|die|are lost|are down|went down|down|is broken|is gone|falls over|gets cut|breaks down|break down|stops working|is unavailable|is offline|goes offline|go offline|goes dark|failed|broken|dead|cuts|disappears|vanishes|is removed|is destroyed|lost|gets lost|failures at once|failures at the same time|simultaneous failures|concurrent failures|were to fail|should fail|were to go down|has failed|have failed|happens|happen|occurs|malfunctions|going offline',
  'n-port': 'n:port|destination port|destination ports|dst port|dport|port number|port numbers|dst-port|service port',
  'n-region': 'n:region|n:area|n:zone|n:district|part|regional sites',
  'n-risk':
    'n:risk|shared risk|n:conduit|risk group|shared risk group|srlg|n:duct|n:trench|n:risk group|risk groups|shared risk groups',
  'n-loss': 'loss|packet loss|loss rate|drop rate|packet drop|packet drops|packet loss rate|losses',
  'n-availability': 'availability|available|uptime|of the time',
  'n-class':
    'class|service class|traffic class|queue|qos class|forwarding class|in class|in the class|as class|quality class|priority class',
  'n-weight': 'weights|weight|ratio|proportion|in the ratio|in a ratio|in proportion|weighted|proportions|shares|split',
  'n-ttl':
    'ttl|lifetime|time to live|n:lifetime|max age|expiry|expires after|expiring after|freshness|keeping it|keep it|keeping them|keep them|retention|expire after',
  'n-size': 'size|cache size|capacity|space|disk|memory|room|storage|using up to',
  'n-priority': 'priority|precedence|with priority|at priority|priority level',
  'n-copy': 'n:copy|copies',
  'n-time': 'time|local time|time zone|timezone|clock',
  'n-burst': 'burst|bursts|burst size|bursts of|with bursts of|bursting',
  'n-group': 'n:group|group',
  'n-server': 'n:server|n:backend|n:instance',
  'n-intent': 'n:intent|n:rule|n:requirement|n:policy',
  'n-dscp': 'dscp|code point|dscp value|codepoint|dscp code point|dscp class|ds field|tos|diffserv',
  'n-geo':
    'geographically|by location|geographic|geographic routing|geo routing|geographical routing|by geography|using geographic routing|with geographic forwarding|geo|based on location|by coordinates|by geographic position|by position|location based|geo routed|with geographic routing|using geo routing|by geographic routing',
  'n-internet':
    'the internet|internet|outside world|the outside|the outside world|outside|public internet|the web at large|external networks|the external world|world|outside networks|the public internet|www|the wide world',
  'n-everywhere':
    'everywhere|anywhere|everybody|everyone|anyone|anybody|everything|anything|all|all sites|all hosts|all nodes|any host|any node|every host|every node|all destinations|all sources|any destination|any source|the whole network|the entire network|all over the network|network wide|throughout the network|on the whole network|any|all places|the rest of the network|the network|all machines|all devices|all addresses|any address|any place|wherever|anywhere else=|every destination|every source|in the whole network|everywhere in the network|all networks|any network|all users|all clients|all of the network|across the network|every place|every machine|any machine|any user|all others=|no matter where',
  'n-voice': 'voice|voip|telephony|speech|voice traffic|phone calls|voice calls',
  'n-direction':
    'one direction|one way only|single direction|in one direction only|one direction only|unidirectional|unidirectionally',
  'n-core': 'core|backbone|core network|backbone network|core side',
  num: `zero=0|one=1|two=2|three=3|four=4|five=5|six=6|seven=7|eight=8|nine=9|ten=10|eleven=11|twelve=12|thirteen=13|fourteen=14|fifteen=15|sixteen=16|seventeen=17|eighteen=18|nineteen=19|
    twenty=20|thirty=30|forty=40|fifty=50|sixty=60|seventy=70|eighty=80|ninety=90|a couple of=2|double=2|dual=2|triple=3|a dozen=12|pair of=2|a pair of=2`,
  'num-hundred': 'hundred=100|thousand=1000|million=1000000|a hundred=100|a thousand=1000|hundreds=100',
  'num-half':
    'half a=0.5|half an=0.5|half=0.5|a half=0.5|a quarter of a=0.25|a quarter=0.25|quarter of an=0.25|one and a half=1.5|a quarter of an=0.25|half of one=0.5|one half=0.5',
  max: `under|below|less than|at most|no more than|not more than|maximum|max|maximum of|a maximum of|up to|no longer than|not longer than|within|not exceed|not exceeding|no greater than|not above|not over|fewer than|smaller than|lower than|no higher than|not higher than|<=|<|≤|
    not use more than|must not use more than|may not use more than|not get more than|must not get more than|must not take more than|at the most|no slower than|faster than|quicker than|shorter than|a ceiling of|bounded by|capped at|limited to|below or equal to|inside|never more than|never above|never exceed|never exceeds|never exceeding|not to exceed|or less|or fewer|or better|or lower|at or below|must not exceed|may not exceed|should not exceed|cannot exceed|not take more than|not take longer than|no worse than|not worse than|must never exceed|may never exceed|tops|a limit of|an upper bound of|upper bound|a cap of|with a cap of|ceiling|less|not slower than|in|stay below|stays below|stay under|stays under|remain below|remain under|better than|in under|in at most|in less than|in no more than|does not exceed|do not exceed|not be above|not be more than|not be higher than|no later than|never longer than|never over|or under|or faster|or quicker|or shorter|keep below|keep under|not be longer than|not be more than|not be greater than|not have more than|not be over|not be larger than|not be worse than|not be slower than|never be longer than|never be more than|never have more than|should never exceed`,
  min: `at least|no less than|not less than|minimum|min|minimum of|a minimum of|more than|above|over|>=|>|≥|at a minimum|or more|no fewer than|not below|upwards of|a floor of|guaranteed|a guaranteed|not under|or above|or higher|exceeding|greater than|no lower than|not fewer than|never less than|never below|never under|not drop below|never drop below|never drops below|better than`,
  exact: 'of|exactly|at|to|=|about=|a|an|for|is|be|with|by|the',
  double:
    'twice as much|twice as many|double|twice the share|twice the load|twice the traffic|two times as much|double the traffic|double the share|twice|double the load|twice as much traffic|two shares',
  triple:
    'three times as much|triple|three times as many|thrice|three times the load|three times the share|three times the traffic|triple the load|three shares|thrice as much|three times',
  even: 'evenly|equally|uniformly|in equal parts|in equal shares|fairly|equal shares|fifty fifty|half and half|equal parts|even|round robin',
  'first-of-all': 'first|in the first place',
  disjoint: `disjoint=links|link disjoint=links|links disjoint=links|edge disjoint=links|node disjoint=nodes|nodes disjoint=nodes|router disjoint=nodes|vertex disjoint=nodes|risk disjoint=risks|srlg disjoint=risks|disjoint in links=links|disjoint in nodes=nodes|sharing no link=links|sharing no links=links|sharing no node=nodes|sharing no nodes=nodes|that share no link=links|that share no links=links|that share no node=nodes|that share no nodes=nodes|
    with no common link=links|with no common links=links|with no common node=nodes|with no common nodes=nodes|without a common link=links|without a common node=nodes|without common links=links|without common nodes=nodes|with no link in common=links|with no links in common=links|with no node in common=nodes|with no nodes in common=nodes|having no link in common=links|having no node in common=nodes|that have no link in common=links|that have no links in common=links|that have no node in common=nodes|that have no nodes in common=nodes|which share no link=links|which share no links=links|that do not share a link=links|that do not share any link=links|that do not share any node=nodes|that do not share a node=nodes|do not share any link=links|not sharing any link=links|not sharing any node=nodes|not sharing a link=links|fully disjoint=nodes|physically disjoint=risks|independent=?|separate=?|diverse=?|distinct=?|different=?|redundant=?`,
  'equal-cost': 'equal|equal cost|ecmp|parallel|equally good|equal-cost|load shared|multi|multipath',
  'each-pair':
    'each|per pair|for each pair|per pair of ends|for every pair|each pair|for each of them|apiece|per host|each way=|per source|every one',
  'shift-restored':
    'restored within|with restoration within|recovering within|repaired within|restored in|back within|recovered within|recover within|restore within|with recovery within|recovering in|restored in under|restored in at most|with repair within|be back within|is back within|recovers within|restored after at most|heal within|healing within|back in service within|with restoration in|repaired in|recover in',
  'policy-word': 'lru=lru|lfu=lfu|fifo=fifo|least recently used=lru|least frequently used=lfu|first in first out=fifo',
  day: `monday=Mon|mondays=Mon|mon=Mon|tuesday=Tue|tuesdays=Tue|tue=Tue|tues=Tue|wednesday=Wed|wednesdays=Wed|wed=Wed|thursday=Thu|thursdays=Thu|thu=Thu|thurs=Thu|friday=Fri|fridays=Fri|fri=Fri|saturday=Sat|saturdays=Sat|sat=Sat|sunday=Sun|sundays=Sun|sun=Sun`,
  weekdays:
    'weekdays|weekday|working days|work days|workdays|business days|every weekday|on weekdays|each weekday|every working day|each working day|during the week|week days|any weekday',
  weekend:
    'weekends|weekend|the weekend|at weekends|on weekends|at the weekend|on the weekend|during weekends|every weekend|during the weekend',
  daily:
    'daily|every day|each day|all days|seven days a week|any day|everyday|every night|nightly|each night|on all days|every single day|day in day out',
  am: "am|a.m|o'clock|in the morning|hours|h|hrs",
  pm: 'pm|p.m|in the evening|in the afternoon|at night',
  'working-hours':
    'working hours|business hours|office hours|work hours|opening hours|hours of work|the working day|the work day',
  'vague-time':
    'at night|at nights|during the night|in the mornings|in the evenings|in the afternoons|overnight|outside business hours|outside working hours|outside office hours|after hours|off hours|tomorrow|today|tonight|next week|next month|next year|this week|this month|this weekend|temporarily|for now|for a while|soon|later|at lunch|during lunch|during the day|by day|in summer|in winter|from now on|until further notice|off peak|at peak times|during peak hours|peak hours|out of hours|until tomorrow|as soon as possible',
  compass:
    'northern=north|southern=south|eastern=east|western=west|central=central|north=north|south=south|east=east|west=west|centre=central|center=central|northeastern=northeast|northwestern=northwest|southeastern=southeast|southwestern=southwest|northeast=northeast|northwest=northwest|southeast=southeast|southwest=southwest|north east=northeast|north west=northwest|south east=southeast|south west=southwest',
  protocol:
    'tcp=tcp|udp=udp|icmp=icmp|sctp=sctp|gre=proto 47|esp=proto 50|ospf=proto 89|igmp=proto 2|ipip=proto 4|eigrp=proto 88|pim=proto 103|vrrp=proto 112|l2tp=proto 115|ip in ip=proto 4|ping=icmp|pings=icmp|pinging=icmp|echo requests=icmp|pinged=icmp|icmp echo=icmp',
}
