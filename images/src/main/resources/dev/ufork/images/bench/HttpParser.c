#include "bench.h"

static const int REQUEST[] = {
        71, 69, 84, 32, 47, 120, 112, 97, 116, 104, 47, 116, 111, 47, 115, 111, 109, 101, 47, 114,
        101, 115, 111, 117, 114, 99, 101, 63, 105, 100, 61, 52, 55, 49, 49, 38, 110, 97, 109, 101,
        61, 118, 97, 108, 117, 101, 32, 72, 84, 84, 80, 47, 49, 46, 49, 13, 10, 72, 111, 115,
        116, 58, 32, 119, 119, 119, 46, 101, 120, 97, 109, 112, 108, 101, 46, 111, 114, 103, 13, 10,
        85, 115, 101, 114, 45, 65, 103, 101, 110, 116, 58, 32, 109, 101, 97, 115, 117, 114, 101, 47,
        49, 46, 48, 32, 40, 107, 101, 114, 110, 101, 108, 59, 32, 98, 101, 110, 99, 104, 41, 13,
        10, 65, 99, 99, 101, 112, 116, 58, 32, 116, 101, 120, 116, 47, 104, 116, 109, 108, 44, 32,
        97, 112, 112, 108, 105, 99, 97, 116, 105, 111, 110, 47, 106, 115, 111, 110, 59, 113, 61, 48,
        46, 57, 44, 32, 42, 47, 42, 59, 113, 61, 48, 46, 56, 13, 10, 65, 99, 99, 101, 112,
        116, 45, 76, 97, 110, 103, 117, 97, 103, 101, 58, 32, 101, 110, 44, 32, 100, 101, 59, 113,
        61, 48, 46, 53, 13, 10, 67, 111, 110, 110, 101, 99, 116, 105, 111, 110, 58, 32, 107, 101,
        101, 112, 45, 97, 108, 105, 118, 101, 13, 10, 67, 111, 110, 116, 101, 110, 116, 45, 76, 101,
        110, 103, 116, 104, 58, 32, 49, 54, 13, 10, 67, 111, 111, 107, 105, 101, 58, 32, 115, 101,
        115, 115, 105, 111, 110, 61, 48, 49, 50, 51, 52, 53, 54, 55, 56, 57, 97, 98, 99, 100,
        101, 102, 59, 32, 116, 104, 101, 109, 101, 61, 100, 97, 114, 107, 13, 10, 13, 10, 104, 101,
        108, 108, 111, 61, 119, 111, 114, 108, 100, 38, 97, 61, 98, 38};

enum { METHOD, PATH, VERSION, NAME, VALUE, END };

static u64 parse(const u8 *text, long length) {
    int state = METHOD;
    u32 hash = 0;
    long headers = 0;
    long body = 0;
    u64 sum = 0;
    u32 wanted = 0;
    for (long at = 0; at < length; at++) {
        int c = text[at];
        switch (state) {
            case METHOD:
                if (c == ' ') {
                    sum += (int) hash;
                    hash = 0;
                    state = PATH;
                } else {
                    hash = hash * 31 + c;
                }
                break;
            case PATH:
                if (c == ' ') {
                    sum = sum * 7 + (int) hash;
                    state = VERSION;
                } else {
                    hash = hash * 31 + c;
                }
                break;
            case VERSION:
                if (c == '\n') {
                    hash = 0;
                    state = NAME;
                }
                break;
            case NAME:
                if (c == ':') {
                    wanted = hash;
                    hash = 0;
                    headers++;
                    state = VALUE;
                } else if (c == '\n') {
                    state = END;
                } else if (c != '\r') {
                    hash = hash * 31 + (c | 0x20);
                }
                break;
            case VALUE:
                if (c == '\n') {
                    sum = sum * 31 + (int) (hash ^ wanted);
                    hash = 0;
                    state = NAME;
                } else if (c != '\r' && c != ' ') {
                    if (c >= '0' && c <= '9') body = body * 10 + (c - '0');
                    hash = hash * 31 + c;
                }
                break;
            default:
                sum += c;
        }
    }
    return sum * 31 + headers + body;
}

long run(void *memory, long n) {
    u8 *text = memory;
    long length = sizeof REQUEST / sizeof REQUEST[0];
    for (int i = 0; i < length; i++) text[i] = REQUEST[i];
    u64 sum = 0;
    for (long i = 0; i < n; i++) {
        text[5] = 'a' + i % 26;
        sum = sum * 31 + parse(text, length);
    }
    return sum;
}
