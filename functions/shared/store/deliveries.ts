import { hash } from 'node:crypto';
import type { Change, Moment } from './change.ts';
import type { IssueItem } from './items.ts';

/* How a report counts once: an issue knows the last one, and the last deliveries whose senders name them. */

/** How many of its last deliveries an issue knows. */
const MAX_DELIVERIES = 64;
/** Places for them that an issue begins with: a free one costs a byte, and most issues are reported a few times. */
const FIRST_PLACES = 8;
/** What is in a free place. */
const FREE = new Uint8Array();
/**
 * An issue with 64 of them must stay below 2 KB. A report is mistaken for one of 64 others once in 4 * 10^12 times:
 * at a million reports a day, in 12,000 years.
 */
const REPORT_ID_BYTES = 6;

/** Identifies a report. */
export const reportId = ({ deliveryId, entryPoint, id }: Moment): Buffer =>
  hash('sha256', deliveryId ? `${entryPoint} ${deliveryId}` : id, 'buffer').subarray(0, REPORT_ID_BYTES);

/**
 * Condition that a report was not counted yet. Its sender may send it again, and the SDK does when an answer was
 * lost; without a delivery id only an issue's last report is recognized.
 */
export const notCounted = ({ deliveryId }: Moment): string[] => [
  'lastReport <> :lastReport',
  ...(deliveryId
    ? ['NOT contains(deliveries, :lastReport)', '(deliveries[0] = :free OR size(deliveries) >= :most)']
    : []),
];
export const isCounted = ({ lastReport, deliveries = [] }: IssueItem, moment: Moment): boolean => {
  const id = reportId(moment);
  return [lastReport, ...deliveries].some((counted) => id.equals(counted));
};

/**
 * Puts a delivery at the end of an issue's list; what goes from the front is a free place or else the oldest one.
 */
export const noteDelivery = (moment: Moment): Change =>
  moment.deliveryId === undefined
    ? {}
    : {
        set: { [`deliveries[${MAX_DELIVERIES}]`]: reportId(moment) },
        remove: ['deliveries[0]'],
        values: { ':free': FREE, ':most': MAX_DELIVERIES },
      };

/** With what a new issue begins: a list with its first delivery, if the sender names that. */
export const firstDelivery = (moment: Moment) =>
  moment.deliveryId && { deliveries: [...freePlaces(FIRST_PLACES - 1), reportId(moment)] };

const freePlaces = (places: number): Uint8Array[] => Array.from({ length: places }, () => FREE);
export const hasRoom = ({ deliveries = [] }: IssueItem): boolean =>
  deliveries.length >= MAX_DELIVERIES || deliveries[0]?.length === 0;

/** Gives an issue its first places for deliveries, or all of them, if it has as many as it had when it was read. */
export const moreRoom = ({ deliveries: { length } = [] }: IssueItem) => ({
  change: {
    compute: { deliveries: 'list_append(:more, if_not_exists(deliveries, :none))' },
    values: {
      ':more': freePlaces((length === 0 ? FIRST_PLACES : MAX_DELIVERIES) - length),
      ':none': [],
      ':length': length,
    },
  },
  condition: '(attribute_not_exists(deliveries) OR size(deliveries) = :length)',
});
