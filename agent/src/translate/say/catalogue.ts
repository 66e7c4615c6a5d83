import type { Tongue } from './tongue.js'

/** What is said in English, with `{}` for what varies, and the same in Chinese and Russian. */
const sayings: readonly (readonly [english: string, chinese: string, russian: string])[] = [
  [
    'limited to what: which rate, latency or number of hops?',
    '限制为多少：什么速率、时延或跳数？',
    'ограничить чем: какой скоростью, задержкой или числом переходов?',
  ],
  [
    'is this left out of what was said before, or is it to be reached as well?',
    '这是前面所说的例外，还是也要可达？',
    'это исключение из сказанного или тоже цель?',
  ],
  [
    'when should it hold? name the days and hours themselves',
    '何时生效？请直接写明日期和时间',
    'когда это должно действовать? назовите сами дни и часы',
  ],
  ['which days and hours are the working hours?', '工作时间是哪些天、几点到几点？', 'какие дни и часы рабочие?'],
  ['when exactly is "{}"?', '“{}”具体是什么时间？', 'когда именно «{}»?'],
  ['"{}" is no address: what did you mean?', '“{}”不是地址：您指的是什么？', '«{}» — не адрес: что имелось в виду?'],
  [
    'no link joins {} and {}: which link do you mean?',
    '{} 与 {} 之间没有链路：您指哪条链路？',
    'между {} и {} нет канала: какой канал имеется в виду?',
  ],
  ['which link of {} do you mean: {}?', '您指 {} 的哪条链路：{}？', 'какой канал узла {} имеется в виду: {}?'],
  [
    'a number of hops is bounded from above: how many may there be at most?',
    '跳数只能限定上限：最多几跳？',
    'число переходов ограничивают сверху: сколько их может быть самое большее?',
  ],
  [
    'should the {} paths be disjoint in links, nodes or risks?',
    '这 {} 条路径应按链路、节点还是风险不相交？',
    'пути ({}) не должны пересекаться по каналам, узлам или рискам?',
  ],
  [
    'how many {} failures at once should be survived?',
    '应能承受几处同时故障（{}）？',
    'сколько одновременных отказов ({}) надо пережить?',
  ],
  [
    'where is {}? it has no place in this network',
    '{} 在哪里？网络中没有它的位置',
    'где находится {}? его места в этой сети нет',
  ],
  ['whose addresses should be translated?', '转换谁的地址？', 'чьи адреса транслировать?'],
  [
    'towards where should addresses be translated: the internet?',
    '去往哪里时转换地址：互联网？',
    'в каком направлении транслировать адреса: в интернет?',
  ],
  ['to which addresses should they be translated?', '转换成哪些地址？', 'в какие адреса транслировать?'],
  [
    'over which interface? name it as node.interface',
    '通过哪个接口？请写成 节点.接口',
    'через какой интерфейс? назовите его как узел.интерфейс',
  ],
  ['with which autonomous system?', '与哪个自治系统？', 'с какой автономной системой?'],
  [
    'against which failures: of how many links, nodes or risks?',
    '防范哪些故障：几条链路、几个节点或风险？',
    'от каких отказов: скольких каналов, узлов или рисков?',
  ],
  ['which node should be drained?', '排空哪个节点？', 'какой узел вывести на обслуживание?'],
  ['whose traffic should be mirrored?', '镜像谁的流量？', 'чей трафик зеркалировать?'],
  ['where should the copies go?', '副本送到哪里？', 'куда направить копии?'],
  ['over which servers should it be balanced?', '在哪些服务器之间均衡？', 'между какими серверами балансировать?'],
  ['whose traffic is meant?', '指谁的流量？', 'чей трафик имеется в виду?'],
  [
    'which class should it have: ef, af41, cs3…?',
    '应属哪个类别：ef、af41、cs3……？',
    'какой класс нужен: ef, af41, cs3…?',
  ],
  [
    'two negations in one sentence: should it be allowed or forbidden?',
    '一句话里有两个否定：是允许还是禁止？',
    'два отрицания в одном предложении: разрешить или запретить?',
  ],
  [
    'should all others be kept away as well? say so in a sentence of its own',
    '是否也要禁止其他所有人？请另用一句说明',
    'нужно ли не пускать всех остальных? скажите это отдельным предложением',
  ],
  [
    'only what? say in a sentence of its own what must not be',
    '仅限什么？请另用一句说明不允许什么',
    'только что? скажите отдельным предложением, чего быть не должно',
  ],
  [
    'what is not needed: should it be forbidden, or only not be promised?',
    '不需要的部分：是要禁止，还是只是不作保证？',
    'то, что не нужно: запретить или просто не гарантировать?',
  ],
  [
    'what should hold for this traffic, and what for all other? say each in a sentence of its own',
    '这类流量如何处理，其余流量又如何？请分别用一句说明',
    'что верно для этого трафика, а что для остального? скажите каждое отдельным предложением',
  ],
  [
    'what does the negation belong to? say it in a sentence of its own',
    '否定的是什么？请另用一句说明',
    'к чему относится отрицание? скажите это отдельным предложением',
  ],
  [
    'what is "{}" traffic: which protocol and ports?',
    '“{}”流量是什么：哪种协议和端口？',
    'что такое трафик «{}»: какие протокол и порты?',
  ],
  [
    'whose way is it? say each way in a sentence of its own',
    '这是谁的路径？请每条路径用一句说明',
    'чей это путь? назовите каждый путь отдельным предложением',
  ],
  [
    'a way through or around something belongs to a route, not to {}: what should happen there?',
    '经过或避开某处属于路由，而不属于 {}：那里应当怎样？',
    'путь через что-то или в обход относится к маршруту, а не к {}: что должно там происходить?',
  ],
  [
    'a route can pass devices; a link or region can only be avoided or preferred: which is meant?',
    '路由可以经过设备；链路或区域只能避开或优先：指哪一种？',
    'маршрут проходит через устройства; канал или регион можно лишь избегать или предпочитать: что имеется в виду?',
  ],
  ['through what, or around what?', '经过什么，或避开什么？', 'через что или в обход чего?'],
  [
    '"{}" belongs to a route, not to {}: is a route wanted as well?',
    '“{}”属于路由，而不属于 {}：是否也需要一条路由？',
    '«{}» относится к маршруту, а не к {}: нужен ли и маршрут?',
  ],
  [
    'what should be {}: the latency, or a time to keep something?',
    '{} 指什么：时延，还是保存时间？',
    'что такое {}: задержка или срок хранения?',
  ],
  ['what should last {}?', '什么持续 {}？', 'что должно длиться {}?'],
  ['what does "{}" belong to?', '“{}”属于什么？', 'к чему относится «{}»?'],
  ['what does "{}" apply to?', '“{}”用于什么？', 'к чему относится «{}»?'],
  ['what does {} apply to?', '{} 用于什么？', 'к чему относится {}?'],
  ['{} of what: the loss, or the availability?', '{} 指什么：丢包率还是可用性？', '{} чего: потерь или доступности?'],
  [
    'an area belongs to a geocast: what should be sent there?',
    '区域属于地理广播：要向那里发送什么？',
    'область относится к геовещанию: что туда послать?',
  ],
  [
    '{} is given twice, {} and {}: which holds?',
    '{} 给出了两次，{} 和 {}：以哪个为准？',
    '{} указано дважды, {} и {}: что верно?',
  ],
  [
    'should {} be reserved, or be the most that may pass?',
    '{} 是要预留，还是上限？',
    '{} зарезервировать или это предел?',
  ],
  [
    'should the paths be disjoint, or equal paths that share the load?',
    '这些路径应互不相交，还是等价分担负载？',
    'пути должны не пересекаться или быть равноценными и делить нагрузку?',
  ],
  ['does DSCP {} hold for all of the traffic?', 'DSCP {} 适用于全部流量吗？', 'DSCP {} относится ко всему трафику?'],
  [
    '"respectively" joins {} with {}: which belongs to which?',
    '“分别”对应的数量不同，{} 与 {}：怎样对应？',
    '«соответственно» связывает {} и {}: что к чему относится?',
  ],
  ['limit: which rate?', '限速：多少速率？', 'ограничение: какая скорость?'],
  ['mark: which dscp?', '标记：哪个 DSCP？', 'маркировка: какой DSCP?'],
  ['qos: which class?', '服务质量：哪个类别？', 'качество: какой класс?'],
  [
    'what is left out lies not inside the rest: who or what is excepted?',
    '排除的部分不在其余之中：究竟排除谁或什么？',
    'исключение не входит в остальное: кто или что исключается?',
  ],
  ['from what should it be kept apart?', '要与什么隔离？', 'от чего это отделить?'],
  [
    'what should be blocked, and for whom? as said, it would be everything',
    '禁止什么，对谁禁止？照字面会禁止一切',
    'что и для кого запретить? сказанное запрещает всё',
  ],
  ['from where, and to where?', '从哪里到哪里？', 'откуда и куда?'],
  ['from where? say who should reach it', '从哪里？请说明谁要访问', 'откуда? скажите, кто должен иметь доступ'],
  ['to where? say what should be reached', '到哪里？请说明要访问什么', 'куда? скажите, к чему нужен доступ'],
  [
    'should really everything reach everything?',
    '真的要让一切互相可达吗？',
    'действительно всё должно достигать всего?',
  ],
  ['{} all of them, or any one?', '（{}）是全部，还是其中任意一个？', '({}) все они или любой один?'],
  [
    'from {} to itself: where should the other end be?',
    '{} 到它自己：另一端在哪里？',
    'из {} в него же: где другой конец?',
  ],
  [
    '{} is an end of this traffic and cannot be on its way as well: through what should it pass?',
    '{} 是这段流量的一端，不能又在途中：应经过什么？',
    '{} — конец этого трафика и не может лежать на его пути: через что ему идти?',
  ],
  [
    '{} does not produce {}: from where should it come?',
    '{} 不提供 {}：应来自哪里？',
    '{} не отдаёт {}: откуда это брать?',
  ],
  [
    'who should talk to whom? the places in this sentence do not fit together',
    '谁访问谁？这句话里的地点对应不上',
    'кто с кем должен говорить? места в этом предложении не складываются',
  ],
  [
    'which traffic is meant? nothing before it says who talks to whom',
    '指哪些流量？前文没有说明谁访问谁',
    'о каком трафике речь? прежде не сказано, кто с кем говорит',
  ],
  ['is this more traffic of the same intent?', '这是同一意图的更多流量吗？', 'это ещё трафик того же намерения?'],
  [
    'what should happen to the voice traffic: which class or bandwidth?',
    '语音流量应当怎样：哪个类别或带宽？',
    'что делать с голосовым трафиком: какой класс или полоса?',
  ],
  ['how large may the latency be?', '时延最多是多少？', 'какой может быть задержка?'],
  ['how much loss may there be?', '丢包率最多是多少？', 'какими могут быть потери?'],
  ['how available should it be, in percent?', '可用性要达到百分之几？', 'какой должна быть доступность в процентах?'],
  ['how much bandwidth?', '多少带宽？', 'какая полоса?'],
  [
    'what exactly should hold: which ends, and which latency, bandwidth or protection?',
    '具体要求什么：哪两端，什么时延、带宽或保护？',
    'что именно требуется: какие концы, какая задержка, полоса или защита?',
  ],
  [
    'which failures should be survived: how many links, nodes or risks?',
    '应承受哪些故障：几条链路、几个节点或风险？',
    'какие отказы пережить: скольких каналов, узлов или рисков?',
  ],
  ['from where should it be sent?', '从哪里发送？', 'откуда это послать?'],
  ['from where is it sent?', '从哪里发送？', 'откуда это посылается?'],
  ['who should receive it?', '谁来接收？', 'кто должен это получать?'],
  ['at which nodes should it be cached?', '在哪些节点缓存？', 'на каких узлах кэшировать?'],
  ['which region is "{}"? there are: {}', '“{}”是哪个区域？现有：{}', 'какой регион «{}»? есть: {}'],
  [
    'no node of this network has a region: which nodes are "{}"?',
    '本网络的节点没有区域：“{}”是哪些节点？',
    'у узлов этой сети нет регионов: какие узлы — «{}»?',
  ],
  ['which "{}" do you mean: {}?', '您指哪个“{}”：{}？', 'какой «{}» имеется в виду: {}?'],
  [
    'no "{}" in network {}: did you mean "{}"?',
    '网络 {1} 中没有“{0}”：您是指“{2}”吗？',
    'в сети {1} нет «{0}»: имелось в виду «{2}»?',
  ],
  [
    'no "{}" in network {}: what is it? there are {}',
    '网络 {1} 中没有“{0}”：它是什么？现有 {2}',
    'в сети {1} нет «{0}»: что это? есть {2}',
  ],
  [
    'this is a question and asks for nothing to be changed',
    '这是一个问题，没有要求更改什么',
    'это вопрос, он ничего не просит менять',
  ],
  ['there is no intent in this', '这里没有意图', 'в этом нет намерения'],
  [
    'this speaks to the translator and not of the network; nothing of the text was translated',
    '这是对翻译器说的，与网络无关；全文均未翻译',
    'это обращено к переводчику, а не о сети; из текста ничего не переведено',
  ],
  [
    'this is a command to the system and not something that the network must do',
    '这是给系统的命令，而不是对网络的要求',
    'это команда системе, а не требование к сети',
  ],
  ['"{}" was not understood', '没有读懂“{}”', '«{}» не понято'],
  [
    'nothing was made of its sentence; say it in other words, or leave it out',
    '该句未生成任何内容；请换个说法，或去掉它',
    'из этого предложения ничего не сделано; скажите иначе или уберите это',
  ],
  ['say what the network must do', '请说明网络必须做到什么', 'скажите, что должна делать сеть'],
]

const column: Readonly<Record<Exclude<Tongue, 'en'>, 1 | 2>> = { zh: 1, ru: 2 }

interface Saying {
  readonly form: RegExp
  readonly said: (typeof sayings)[number]
}

let compiled: readonly Saying[] | undefined

const compile = (): readonly Saying[] =>
  sayings.map((said) => ({
    form: new RegExp(`^${said[0].replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`).replaceAll('{}', '(.+?)')}$`, 'su'),
    said,
  }))

/** The same in another language; what the catalogue lacks stays English. */
export function say(english: string, tongue: Tongue): string {
  if (tongue === 'en') return english
  compiled ??= compile()
  for (const { form, said } of compiled) {
    const match = form.exec(english)
    if (!match) continue
    let next = 0
    return said[column[tongue]].replaceAll(/\{(\d?)\}/g, (_, index: string) => {
      const at = index === '' ? next++ : Number(index)
      return match[at + 1] ?? ''
    })
  }
  return english
}
