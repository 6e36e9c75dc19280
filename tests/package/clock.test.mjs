// Until when a card is good, by the clock of the device: in the last and the first millisecond of every month of thirty
// years, in time zones on both sides of the date line, with half hours and with summer time.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { entryOf, packagePaths } from '../../scripts/lib/package.mjs';
import { card, session } from './lib/card.mjs';

const ZONES = ['UTC', 'Asia/Jakarta', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Pago_Pago', 'America/New_York', 'Europe/London'];
const YEARS = Array.from({ length: 30 }, (_, at) => 2026 + at);
// A card may be good for fifty years, and its year has two digits.
const [AHEAD, LAST_YEAR] = [50, 2099];

describe('a card, by the clock of the device', () => {
  const RealDate = Date;
  const zone = process.env.TZ;
  const key = session();
  let now, sealCard;
  before(async () => {
    const cardseal = await import(pathToFileURL(entryOf(packagePaths().folder)).href);
    await cardseal.init();
    ({ sealCard } = cardseal);
    globalThis.Date = class extends RealDate {
      constructor(...given) {
        super(...(given.length > 0 ? given : [now]));
      }
      static now = () => now;
    };
  });
  after(() => {
    globalThis.Date = RealDate;
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  /** What is said of the expiry date of a card at a moment: nothing, or why it is refused. */
  const said = (moment, year, month) => {
    now = moment;
    const expiresAt = new RealDate(moment + 15 * 60_000).toISOString();
    try {
      sealCard({ ...key, expiresAt }, { ...card, expiryMonth: month, expiryYear: year });
      return null;
    } catch ({ code, fields }) {
      return `${code} ${fields?.expiry?.code}`;
    }
  };

  for (const name of ZONES) {
    it(`is good through the last millisecond of its month in ${name}`, () => {
      process.env.TZ = name;
      let asked = 0;
      for (const year of YEARS) {
        for (let month = 1; month <= 12; month += 1) {
          const first = new RealDate(year, month - 1, 1).getTime();
          const next = new RealDate(year, month, 1).getTime();
          const [yearBefore, monthBefore] = month === 1 ? [year - 1, 12] : [year, month - 1];
          assert.deepEqual([said(first, year, month), said(next - 1, year, month)], [null, null], `${month}/${year}`);
          assert.deepEqual([said(next, year, month), said(first, yearBefore, monthBefore)], ['invalid_card expired', 'invalid_card expired'], `${month}/${year}`);
          asked += 4;
          if (year + AHEAD > LAST_YEAR) continue;
          assert.deepEqual([said(first, year + AHEAD, month), said(first - 1, year + AHEAD, month)], [null, 'invalid_card too_far_ahead'], `${month}/${year + AHEAD}`);
          asked += 2;
        }
      }
      assert.equal(asked, 30 * 12 * 4 + 24 * 12 * 2);
    });
  }
});
