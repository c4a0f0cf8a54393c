package io.jenkins.plugins.ratchet.backup.postgres;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.LongConsumer;

/**
 * Tables and rows in the SQL that {@code pg_restore --data-only} prints.
 *
 * @param tables number of COPY blocks; each table has one, an empty table too
 */
record DumpedRows(long tables, long rows) {
    /** Of a long line only the beginning and the end are kept. */
    private static final int HEAD = 2;

    private static final byte[] DATA_FOLLOWS = " FROM stdin;".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 1 << 17;
    private static final int REPORT_EVERY = 64;

    /** @param progress told the bytes read so far */
    static DumpedRows count(InputStream sql, LongConsumer progress) throws IOException {
        long tables = 0;
        long rows = 0;
        long bytes = 0;
        boolean inData = false;
        byte[] line = new byte[HEAD + DATA_FOLLOWS.length]; // only as much of a line as decides what it is
        int length = 0;
        byte[] buffer = new byte[BUFFER];
        int reads = 0;
        for (int read = sql.read(buffer); read >= 0; read = sql.read(buffer)) {
            bytes += read;
            if (++reads % REPORT_EVERY == 0) {
                progress.accept(bytes);
            }
            for (int i = 0; i < read; i++) {
                byte b = buffer[i];
                if (b != '\n') {
                    if (length < line.length) {
                        line[length] = b;
                    } else if (!inData) { // keep the tail
                        System.arraycopy(line, HEAD + 1, line, HEAD, line.length - HEAD - 1);
                        line[line.length - 1] = b;
                        length--;
                    }
                    length++;
                    continue;
                }
                if (!inData) {
                    inData = startsData(line, Math.min(length, line.length));
                    tables += inData ? 1 : 0;
                } else if (length == 2 && line[0] == '\\' && line[1] == '.') {
                    inData = false;
                } else {
                    rows++;
                }
                length = 0;
            }
        }
        return new DumpedRows(tables, rows);
    }

    /** The end decides: a table's name may hold a line break, so the line need not begin with COPY. */
    private static boolean startsData(byte[] line, int length) {
        int from = length - DATA_FOLLOWS.length;
        boolean comment = length > 1 && line[0] == '-' && line[1] == '-';
        return from > 0 && !comment && Arrays.equals(line, from, length, DATA_FOLLOWS, 0, DATA_FOLLOWS.length);
    }
}
