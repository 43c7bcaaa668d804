import { describe, expect, it } from 'vitest';
import { KqlError } from '../../../sandbox/kql/kql-error.ts';
import { runKql } from '../../../sandbox/kql/run.ts';
import type { KqlSchema } from '../../../sandbox/kql/schemas.ts';

// The analyser takes over a second to start, in each test file again: all scalar expressions stand here.

const now = new Date('2026-11-23T12:00:00Z');
const schema: KqlSchema = {
  mvExpandRows: 2_147_483_647,
  anyCase: false,
  tables: {
    T: [
      { name: 'text', type: 'string' },
      { name: 'number', type: 'long' },
      { name: 'share', type: 'real' },
      { name: 'flag', type: 'bool' },
      { name: 'when', type: 'datetime' },
      { name: 'span', type: 'timespan' },
      { name: 'bag', type: 'dynamic' },
    ],
  },
};
const row = {
  text: 'North America',
  number: 7,
  share: 2.5,
  flag: true,
  when: new Date('2026-11-23T10:30:15.250Z'),
  span: 5_400_000,
  bag: { name: 'hub-1', 'a b': { c: [10, 20, 30] }, n: 5, yes: true, nothing: null, constructor: 'own' },
};

/** The value of an expression over the one row of `T`, or over a row of missing values. */
function evaluated(expression: string, over: Record<string, unknown> = row): unknown {
  const { rows } = runKql(`T | project x = ${expression}`, { schema, tables: { T: { rows: [over] } }, now });
  return rows[0]?.[0];
}

function errorOf(expression: string): KqlError {
  try {
    evaluated(expression);
  } catch (error) {
    if (error instanceof KqlError) return error;
    throw error;
  }
  throw new Error(`${expression} was not refused`);
}

const date = (text: string) => new Date(text);

const cases: Record<string, readonly (readonly [expression: string, value: unknown])[]> = {
  'literals have their values': [
    ['5', 5],
    ['0x1F', 31],
    ['int(3)', 3],
    ['long(null)', null],
    ['1.5', 1.5],
    ['1e3', 1000],
    ['real(nan)', Number.NaN],
    ['real(-inf)', Number.NEGATIVE_INFINITY],
    ['true', true],
    ['bool(null)', null],
    ['"a\\tb\\u0041\\\\"', 'a\tbA\\'],
    ["'it\\'s'", "it's"],
    ['@"c:\\d"', 'c:\\d'],
    ['"one" \'two\'', 'onetwo'],
    ['dynamic(null)', null],
    [
      'dynamic({"a":1,"b":["x",null,true,-1.5],"c":datetime(2026-01-02)})',
      { a: 1, b: ['x', null, true, -1.5], c: '2026-01-02T00:00:00.0000000Z' },
    ],
  ],
  'datetime literals are read from their text': [
    ['datetime(2026-01-09)', date('2026-01-09')],
    ['datetime(2026-01-09 10:20)', date('2026-01-09T10:20:00Z')],
    ['datetime(2026-01-09T10:20:30.125Z)', date('2026-01-09T10:20:30.125Z')],
    ['datetime("2026-01-09T10:20:30+02:00")', date('2026-01-09T08:20:30Z')],
    ['date(2026-1-9)', date('2026-01-09')],
    ['datetime(null)', null],
  ],
  'timespan literals are read from their text': [
    ['1d', '1.00:00:00'],
    ['1.5h', '01:30:00'],
    ['30m', '00:30:00'],
    ['10s', '00:00:10'],
    ['100ms', '00:00:00.1000000'],
    ['10microseconds', '00:00:00.0000100'],
    ['1tick', '00:00:00.0000001'],
    ['timespan(2)', '2.00:00:00'],
    ['time(15 seconds)', '00:00:15'],
    ['timespan(1.02:03:04)', '1.02:03:04'],
    ['timespan(0.12:34:56.7)', '12:34:56.7000000'],
    ['-1h', '-01:00:00'],
    ['timespan(null)', null],
  ],
  'equality treats null as the documentation says': [
    ['long(null) == long(null)', null],
    ['long(null) != long(null)', null],
    ['long(null) == 5', false],
    ['long(null) != 5', true],
    ['5 == 5.0', true],
    ['"a" == "A"', false],
    ['"a" =~ "A"', true],
    ['"a" !~ "A"', false],
    ['"a" <> "b"', true],
    ['when == datetime(2026-11-23T10:30:15.25Z)', true],
    ['flag == false', false],
  ],
  'an order with null is null': [
    ['long(null) > 5', null],
    ['5 <= long(null)', null],
    ['2 < 10', true],
    ['10 >= 10', true],
    ['when > ago(2h)', true],
    ['span < 1h', false],
    ['real(nan) < 1.0', false],
  ],
  'and, or and not know three values': [
    ['bool(null) and false', false],
    ['bool(null) and true', null],
    ['bool(null) or true', true],
    ['bool(null) or false', null],
    ['not(bool(null))', null],
    ['not(number > 5)', false],
    ['flag and number > 5 and share > 1.0', true],
    ['not(flag) or number == 7', true],
  ],
  'between includes both ends': [
    ['5 between (5 .. 7)', true],
    ['7 between (5 .. 7)', true],
    ['8 between (5 .. 7)', false],
    ['8 !between (5 .. 7)', true],
    ['long(null) between (5 .. 7)', null],
    ['when between (datetime(2026-11-23) .. 1d)', true],
    ['when between (datetime(2026-11-22) .. datetime(2026-11-23))', false],
  ],
  'in compares exactly, in~ without case': [
    ['"a" in ("a", "b")', true],
    ['"A" in ("a", "b")', false],
    ['"A" in~ ("a", "b")', true],
    ['"A" !in ("a")', true],
    ['"A" !in~ ("a")', false],
    ['7 in (1, 7)', true],
    ['"b" in (dynamic(["a", "b"]))', true],
    ['"B" in~ (pack_array("a", "b"), "c")', true],
    ['number in (number, 3)', true],
    ['bag.name in~ ("HUB-1")', true],
    ['bag.none in ("x")', false],
    ['bag.none !in ("x")', true],
    ['long(null) in (1, 2)', false],
    ['long(null) !in (1, 2)', true],
    ['long(null) in (1, long(null))', null],
    ['text in (dynamic([]))', false],
  ],
  'has looks for whole terms': [
    ['text has "america"', true],
    ['text has "amer"', false],
    ['text has_cs "america"', false],
    ['text !has "amer"', true],
    ['text !has_cs "America"', false],
    ['text has "north america"', true],
    ['text hasprefix "ame"', true],
    ['text hasprefix "mer"', false],
    ['text hassuffix "ica"', true],
    ['text !hassuffix_cs "ICA"', true],
    ['"KustoExplorerQueryRun" has "Explorer"', false],
    ['"a-b/c" has "b"', true],
    ['"x1 1x" has "1"', false],
    ['"é1 a" has "1"', false],
    ['text has_any ("south", "NORTH")', true],
    ['text has_any (dynamic(["south", "nor"]))', false],
    ['text has_all ("america", "north")', true],
    ['bag has "hub"', true],
  ],
  'contains, startswith and endswith look at letters': [
    ['text contains "AMER"', true],
    ['text contains_cs "AMER"', false],
    ['text !contains "x"', true],
    ['text !contains_cs "Amer"', false],
    ['text startswith "north"', true],
    ['text startswith_cs "north"', false],
    ['text !startswith "south"', true],
    ['text endswith "ICA"', true],
    ['text !endswith_cs "ICA"', true],
    ['text contains ""', true],
    ['text matches regex "^N.*a$"', true],
    ['text matches regex "^n"', false],
    ['text matches regex "(?i)^n"', true],
  ],
  'arithmetic keeps whole numbers whole': [
    ['number / 2', 3],
    ['-7 / 2', -3],
    ['number / 2.0', 3.5],
    ['14 % 12', 2],
    ['-14 % 12', 10],
    ['14 % -12', 2],
    ['2 + 3 * 4', 14],
    ['long(null) + 1', null],
    ['1.0 / 0', Number.POSITIVE_INFINITY],
    ['+number - 10', -3],
  ],
  'times add and subtract': [
    ['when + 1h', date('2026-11-23T11:30:15.250Z')],
    ['when - datetime(2026-11-23)', '10:30:15.2500000'],
    ['span * 2', '03:00:00'],
    ['1d / 1s', 86_400],
    ['span / 2', '00:45:00'],
    ['now()', now],
    ['now(-1d)', date('2026-11-22T12:00:00Z')],
    ['ago(90m)', date('2026-11-23T10:30:00Z')],
    ['bin(when, 1h)', date('2026-11-23T10:00:00Z')],
    ['bin(datetime(2026-11-23), 7d)', date('2026-11-23')],
    ['bin(datetime(2026-11-29), 7d)', date('2026-11-23')],
    ['startofday(when)', date('2026-11-23')],
    ['startofmonth(when)', date('2026-11-01')],
    ['datetime_diff("hour", when, datetime(2026-11-23T08:59:00Z))', 2],
    ['datetime_diff("day", datetime(2026-01-01), datetime(2025-12-31 23:59))', 1],
    ['format_datetime(when, "yyyy-MM-dd HH:mm:ss.fff")', '2026-11-23 10:30:15.250'],
    ['format_datetime(when, "d/M/yy h:m tt")', '23/11/26 10:30 AM'],
  ],
  'bin rounds down': [
    ['bin(7, 5)', 5],
    ['bin(-7, 5)', -10],
    ['bin(4.5, 1.0)', 4],
    ['bin(7, 0)', null],
    ['bin(long(null), 5)', null],
    ['bin(100m, 1h)', '01:00:00'],
  ],
  'members and elements of dynamic values': [
    ['bag.name', 'hub-1'],
    ['bag["name"]', 'hub-1'],
    ['bag["a b"].c[1]', 20],
    ['bag["a b"]["c"][-1]', 30],
    ['bag["a b"].c[3]', null],
    ['bag.NAME', null],
    ['bag.name.deeper', null],
    ['bag.toString', null],
    ['bag.__proto__', null],
    ['bag.constructor', 'own'],
    ['bag.name == "hub-1"', true],
    ['bag.none == "x"', false],
    ['bag.none != "x"', true],
    ['bag.n > 4', true],
    ['bag.yes == true', true],
    ['bag.name =~ "HUB-1"', true],
  ],
  'parse_json takes texts apart': [
    ['parse_json("[1,2]")[0]', 1],
    ['todynamic(\'{"DeviceId":"d1"}\').DeviceId', 'd1'],
    ['parse_json("not json")', 'not json'],
    ['parse_json("")', null],
    ['parse_json("21")', 21],
    ['parse_json(\'"21"\')', '21'],
    ['parse_json(bag).name', 'hub-1'],
    ['parse_json(\'{"__proto__":{"x":1}}\').x', null],
  ],
  'tostring writes values as the service does': [
    ['tostring(5)', '5'],
    ['tostring(2.5)', '2.5'],
    ['tostring(real(2))', '2.0'],
    ['tostring(true)', 'true'],
    ['tostring(long(null))', ''],
    ['tostring(when)', '2026-11-23T10:30:15.2500000Z'],
    ['tostring(span)', '01:30:00'],
    ['tostring(timespan(1.02:03:04))', '1.02:03:04'],
    ['tostring(bag.name)', 'hub-1'],
    ['tostring(bag["a b"])', '{"c":[10,20,30]}'],
    ['tostring(bag.none)', ''],
  ],
  'conversions give null for what does not fit': [
    ['toint("12")', 12],
    ['toint(" -12 ")', -12],
    ['tolong("abc")', null],
    ['tolong("")', null],
    ['tolong(2.9)', 2],
    ['tolong(-2.9)', -2],
    ['tolong("9007199254740991")', 9007199254740991],
    ['tolong("-0009007199254740991")', -9007199254740991],
    ['tolong("9223372036854775808")', null],
    ['tolong("-99999999999999999999")', null],
    ['toint("-0")', 0],
    ['toint("2147483648")', null],
    ['toint(-2147483648)', -2147483648],
    ['toint(3000000000)', null],
    ['toint(true)', 1],
    ['todouble("2.5e1")', 25],
    ['todouble("x")', null],
    ['toreal(number)', 7],
    ['tobool("True")', true],
    ['tobool("no")', null],
    ['tobool(0)', false],
    ['todatetime("2026-01-02T03:04:05Z")', date('2026-01-02T03:04:05Z')],
    ['todatetime("soon")', null],
    ['todatetime("2026-13-01")', null],
    ['todatetime(bag.name)', null],
    ['totimespan("1.02:03:04")', '1.02:03:04'],
    ['totimespan("later")', null],
  ],
  'texts are cut and joined': [
    ['tolower("ÄB")', 'äb'],
    ['toupper("äb")', 'ÄB'],
    ['tolower(bag.name)', 'hub-1'],
    ['strcat("a", 1, true, 2h)', 'a1true02:00:00'],
    ['strcat_delim("-", "a", 1, "b")', 'a-1-b'],
    ['strlen("héé😀")', 4],
    ['substring("123456", 1)', '23456'],
    ['substring("123456", 2, 2)', '34'],
    ['substring("123456", -2, 2)', '56'],
    ['substring("abc", 5)', ''],
    ['split("aa_bb", "_")', ['aa', 'bb']],
    ['split("", "_")', ['']],
    ['split("a__b", "_")[1]', ''],
    ['replace_string("a.b.c", ".", "$&")', 'a$&b$&c'],
  ],
  'questions about being there': [
    ['isempty("")', true],
    ['isempty(" ")', false],
    ['isempty(long(null))', true],
    ['isempty(bag.none)', true],
    ['isempty(dynamic([]))', false],
    ['isnotempty(text)', true],
    ['isnull("")', false],
    ['isnull(bag.nothing)', true],
    ['isnull(dynamic({}))', false],
    ['isnotnull(when)', true],
    ['isnan(real(nan))', true],
    ['isnan(share)', false],
  ],
  'choices take the first that fits': [
    ['iff(flag, "yes", "no")', 'yes'],
    ['iif(bool(null), 1, 2)', 2],
    ['iff(flag, 1, 2.5)', 1],
    ['case(number > 10, "big", number > 5, "middle", "small")', 'middle'],
    ['case(number > 10, "big", "small")', 'small'],
    ['coalesce(long(null), number)', 7],
    ['coalesce("", "x")', 'x'],
    ['coalesce(long(null), long(null))', null],
    ['coalesce(bag.none, bag.name)', 'hub-1'],
  ],
  'arrays and bags': [
    ['pack_array(1, "a", true, 1h)', [1, 'a', true, '01:00:00']],
    ['pack_array(datetime(2026-01-02))', ['2026-01-02T00:00:00.0000000Z']],
    ['bag_pack("a", 1, "b", bag.name)', { a: 1, b: 'hub-1' }],
    ['pack("k", long(null))', { k: null }],
    ['array_length(bag["a b"].c)', 3],
    ['array_length(bag)', null],
    ['array_concat(dynamic([1]), dynamic([2]))', [1, 2]],
    ['bag_keys(bag["a b"])', ['c']],
    ['bag_has_key(bag, "name")', true],
    ['bag_has_key(bag, "toString")', false],
    ['set_has_element(dynamic(["a", "b"]), "b")', true],
    ['set_has_element(dynamic(["1"]), 1)', false],
  ],
};

describe('expressions', () => {
  it.each(Object.entries(cases))('%s', (_, list) => {
    const found = list.map(([expression]) => [expression, evaluated(expression)]);
    expect(found).toEqual(list.map((one) => [...one]));
  });

  it('read missing cells as empty texts and as null', () => {
    const asked = ['text', 'number', 'share', 'flag', 'when', 'span', 'bag'];
    expect(asked.map((name) => evaluated(name, {}))).toEqual(['', null, null, null, null, null, null]);
    expect(evaluated('text == ""', {})).toBe(true);
    expect(evaluated('isnull(text)', {})).toBe(false);
  });
});

describe('refused by name', () => {
  it.each([
    ['percentile_tdigest(bag, 5)', 'percentile_tdigest'],
    ['hash(text)', 'hash()'],
    ['extract("a", 1, text)', 'extract()'],
    ['todecimal(1)', 'todecimal()'],
    ['guid(74be27de-1e4e-49d9-b579-fe0b331d3642)', 'guid'],
    ['text has ""', 'has with an empty text'],
    ['number / 0', 'by zero'],
    ['bag.n == "5"', 'a dynamic value that holds a number'],
    ['bag.name == 5', 'a dynamic value that holds a string'],
    ['bag.name in (5)', 'a dynamic value that holds a string'],
    ['bag == "x"', 'holds a bag'],
    ['bag.n + 1', '+ between dynamic and long'],
    ['iff(flag, bag, text)', 'iff()'],
    ['tolong("1.5")', 'as a whole number'],
    ['tolong("9007199254740993")', 'the whole number 9007199254740993, beyond 2^53'],
    ['tolong("-9223372036854775808")', 'beyond 2^53'],
    ['tolong(1e18)', 'beyond 2^53'],
    ['todatetime("8 Nov 2014 15:05:02 GMT")', 'ISO 8601'],
    ['totimespan("2h")', 'totimespan()'],
    ['bag.n between (1 .. 5)', 'between with dynamic'],
    ['9007199254740993', '2^53'],
    ['9007199254740991 + 1', '2^53'],
    ['text matches regex "(a+)+$"', 'the regular expression'],
    ['text matches regex "(a|aa)+$"', 'the regular expression'],
    ['text matches regex "((a)+)+$"', 'the regular expression'],
    ['text matches regex "\\\\p{L}"', 'the regular expression'],
    ['text matches regex ".*a.*b.*c"', 'the regular expression'],
    ['text matches regex text', 'a regular expression that depends on the row'],
    ['format_datetime(when, "dddd")', 'format_datetime()'],
    ['datetime_diff("week", when, when)', 'datetime_diff() by week'],
    ['split(text, "")', 'split()'],
    ['split(text, "o", 1)', 'split()'],
    ['startofday(when, 1)', 'startofday()'],
  ])('%s', (expression, named) => {
    const error = errorOf(expression);
    expect(error.kind).toBe('unsupported');
    expect(error.message).toContain(named);
  });

  it.each([
    ['when == "2026-01-01"'],
    ['flag == "true"'],
    ['text in (1, 2)'],
    ['number !in ("a")'],
    ['bag.name == bag.name'],
    ['bag.x == when'],
    ['when > number'],
    ['number has "7"'],
    ['nope == 1'],
    ['nope(1)'],
    ['text.name'],
    ['text matches regex "a(?=b)"'],
    ['number between ("a" .. "b")'],
  ])('%s as the service does, for its meaning', (expression) => {
    expect(errorOf(expression).kind).toBe('semantic');
  });

  it.each([
    ['datetime(2026-13-45)'],
    ['datetime(2026-02-30)'],
    ['datetime(soon)'],
    ['timespan(25:00:00)'],
    ['(1 + '],
    ['"open'],
    ['"two\nlines"'],
  ])('%s as the service does, for its grammar', (expression) => {
    expect(errorOf(expression).kind).toBe('syntax');
  });
});

describe('hostile texts', () => {
  const texts = [
    '") | take 0 //',
    "' or 1 == 1 --",
    '\\',
    '\\"',
    'a\nb\r\nc',
    '/* x */ // y',
    '; .drop table T',
    '$' + '{x} %s {0}',
    '\u2028\u0000\u{1F600}',
    '__proto__',
    "@'x'",
    'x'.repeat(4096),
  ];

  it.each(texts.map((text) => [text.slice(0, 20), text]))('stay one text: %j', (_, text) => {
    const escaped = [...Array(text.length).keys()]
      .map((at) => `\\u${text.charCodeAt(at).toString(16).padStart(4, '0')}`)
      .join('');
    expect(evaluated(`"${escaped}"`)).toBe(text);
    expect(evaluated(`text == "${escaped}"`, { text })).toBe(true);
    expect(evaluated(`pack_array("${escaped}")[0]`)).toBe(text);
  });

  it('change the query when they are not escaped, so the cases above can fail', () => {
    expect(evaluated('text == "x" | take 0 //"')).toBeUndefined();
    expect(errorOf('text == "x"; .drop table T //"').kind).toBe('syntax');
  });
});
