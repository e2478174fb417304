package dev.ufork.apps.box;

import dev.ufork.dsl.Cap;
import dev.ufork.dsl.Kernel;
import dev.ufork.shared.FileTimes;
import dev.ufork.shared.Format;
import dev.ufork.user.Buffer;
import dev.ufork.user.Processes;

/**
 * Dates as commands print and understand them, in UTC and the C locale. A time is nanoseconds since 1970 began, which is when the machine's clock began.
 * Source: POSIX.1-2017, {@code ls}, {@code touch}.
 */
@Kernel
final class Dates {
    /** In place of a time: the text is none, or none that a clock from 1970 on with 63 bits can show. */
    static final long INVALID = Long.MIN_VALUE;

    private static final long SECOND = 1_000_000_000;
    private static final int DAY = 24 * 3600;
    private static final long HALF_A_YEAR = 31_556_952 / 2 * SECOND;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 2261;
    /** Days from the first of March of the year 0 to 1970. */
    private static final int BEFORE_1970 = 719_468;
    private static final String[] MONTHS = {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

    private Dates() {}

    /** As ls shows a time: with the time of day when that is less than half a year ago, otherwise with the year. */
    static long write(Cap row, long at, long time, long now) {
        long days = time / SECOND / DAY;
        int year = year(days);
        int month = 1;
        while (month < 12 && days(year, month + 1) <= days) month++;
        at = Format.character(row, Format.text(row, at, MONTHS[month - 1]), ' ');
        at = Machine.right(row, at, days - days(year, month) + 1, at + 2);
        if (time > now || time <= now - HALF_A_YEAR) return Machine.right(row, at, year, at + 6);
        at = twoDigits(row, Format.character(row, at, ' '), time / SECOND / 3600 % 24);
        return twoDigits(row, Format.character(row, at, ':'), time / SECOND / 60 % 60);
    }

    private static long twoDigits(Cap row, long at, long number) {
        return Format.character(row, Format.character(row, at, '0' + (int) (number / 10)), '0' + (int) (number % 10));
    }

    private static int year(long days) {
        int year = FIRST_YEAR + (int) (days / 366);
        while (days(year + 1, 1) <= days) year++;
        return year;
    }

    /** Days from 1970 to the first of a month. Years are counted from March here, so that the day that leap years have more is their last. */
    private static long days(long year, int month) {
        long y = month > 2 ? year : year - 1;
        int m = month > 2 ? month - 3 : month + 9;
        return 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 - BEFORE_1970;
    }

    /** The time that {@code YYYY-MM-DD[ hh:mm[:ss[.fraction]]]} is, with T for the blank and Z or UTC behind it as one likes, {@code @SECONDS} or {@code now}. */
    static long parse(Cap text) {
        if (Buffer.same(text, "now")) return FileTimes.NOW;
        if (is(text, 0, '@')) return seconds(text.plus(1).bounded(text.length() - 1));
        if (!is(text, 4, '-') || !is(text, 7, '-')) return INVALID;
        if (text.length() == 10) return time(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), 0, 0, 0);
        if (!is(text, 10, 'T') && !is(text, 10, ' ') || !is(text, 13, ':')) return INVALID;
        boolean exact = is(text, 16, ':');
        long time = time(digits(text, 0, 4), digits(text, 5, 2), digits(text, 8, 2), digits(text, 11, 2), digits(text, 14, 2), exact ? digits(text, 17, 2) : 0);
        if (time == INVALID) return INVALID;
        long at = exact ? 19 : 16;
        if (exact && is(text, at, '.'))
            for (long unit = SECOND / 10; digits(text, ++at, 1) >= 0; unit /= 10) time += digits(text, at, 1) * unit;
        while (is(text, at, ' ')) at++;
        Cap zone = text.plus(at).bounded(text.length() - at);
        return zone.length() == 0 || Buffer.same(zone, "Z") || Buffer.same(zone, "UTC") ? time : INVALID;
    }

    private static long seconds(Cap text) {
        long seconds = Format.parse(text, text.length());
        return seconds < 0 || seconds >= Long.MAX_VALUE / SECOND ? INVALID : seconds * SECOND;
    }

    /** The time that {@code [[CC]YY]MMDDhhmm[.ss]} is: without a century one from 1969 to 2068, without a year one of this. */
    static long stamp(Cap text) {
        long n = 0;
        while (digits(text, n, 1) >= 0) n++;
        boolean exact = is(text, n, '.') && n + 3 == text.length();
        if (!exact && n != text.length() || n != 8 && n != 10 && n != 12) return INVALID;
        long at = n - 8;
        int year = n == 8 ? year(Processes.clock() / SECOND / DAY) : digits(text, 0, (int) at);
        if (n == 10) year += year < 69 ? 2000 : 1900;
        return time(year, digits(text, at, 2), digits(text, at + 2, 2), digits(text, at + 4, 2), digits(text, at + 6, 2), exact ? digits(text, n + 1, 2) : 0);
    }

    private static long time(int year, int month, int day, int hour, int minute, int second) {
        if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12) return INVALID;
        long first = days(year, month);
        long next = month == 12 ? days(year + 1, 1) : days(year, month + 1);
        if (day < 1 || day > next - first || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return INVALID;
        return ((first + day - 1) * DAY + hour * 3600 + minute * 60 + second) * SECOND;
    }

    private static boolean is(Cap text, long at, int c) {
        return at < text.length() && text.load8(at) == c;
    }

    /** The number that {@code n} digits are; below 0 when not all of them are there. */
    private static int digits(Cap text, long at, int n) {
        int number = 0;
        for (long i = at; i < at + n; i++) {
            if (i >= text.length() || text.load8(i) < '0' || text.load8(i) > '9') return -1;
            number = number * 10 + text.load8(i) - '0';
        }
        return number;
    }
}
