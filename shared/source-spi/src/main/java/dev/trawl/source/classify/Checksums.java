package dev.trawl.source.classify;

/// Check digits of numbers that people have. Every method takes the digits or characters alone.
final class Checksums {
    private static final int[] POLISH = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3};
    private static final String SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";
    private static final String FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";
    private static final int[] ITALIAN_ODD = {
        1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23
    };

    private Checksums() {}

    /// Payment cards, Swedish personal numbers.
    static boolean luhn(String digits) {
        int sum = 0;
        for (int i = 0; i < digits.length(); i++) {
            int digit = digit(digits, digits.length() - 1 - i);
            int weighted = i % 2 == 0 ? digit : digit * 2;
            sum += weighted > 9 ? weighted - 9 : weighted;
        }
        return sum % 10 == 0;
    }

    /// ISO 7064 mod 97-10, of which IBANs are made: the first four characters go to the end.
    static boolean iban(String text) {
        String moved = text.substring(4) + text.substring(0, 4);
        int rest = 0;
        for (int i = 0; i < moved.length(); i++) {
            int value = Character.digit(moved.charAt(i), 36);
            rest = (value > 9 ? rest * 100 + value : rest * 10 + value) % 97;
        }
        return rest == 1;
    }

    /// German tax numbers: ISO 7064 mod 11,10.
    static boolean germanTax(String digits) {
        int product = 10;
        for (int i = 0; i < 10; i++) {
            int sum = (digit(digits, i) + product) % 10;
            product = (sum == 0 ? 10 : sum) * 2 % 11;
        }
        return (11 - product) % 10 == digit(digits, 10);
    }

    /// French social security numbers: 13 digits and their complement to 97.
    static boolean french(String digits) {
        long number = Long.parseLong(digits.substring(0, 13));
        return 97 - number % 97 == Long.parseLong(digits.substring(13));
    }

    /// Belgian national numbers, of births before and after 2000.
    static boolean belgian(String digits) {
        long number = Long.parseLong(digits.substring(0, 9));
        long check = Long.parseLong(digits.substring(9));
        return 97 - number % 97 == check || 97 - (2_000_000_000L + number) % 97 == check;
    }

    /// Spanish DNI and NIE: digits and a letter.
    static boolean spanish(String text) {
        String digits =
                switch (text.charAt(0)) {
                    case 'X' -> "0" + text.substring(1, 8);
                    case 'Y' -> "1" + text.substring(1, 8);
                    case 'Z' -> "2" + text.substring(1, 8);
                    default -> text.substring(0, 8);
                };
        return SPANISH.charAt(Integer.parseInt(digits) % 23) == text.charAt(8);
    }

    /// Italian codici fiscali: 15 characters and a letter.
    static boolean italian(String text) {
        int sum = 0;
        for (int i = 0; i < 15; i++) {
            char c = text.charAt(i);
            int value = Character.isDigit(c) ? c - '0' : c - 'A';
            sum += i % 2 == 0 ? ITALIAN_ODD[value] : value;
        }
        return 'A' + sum % 26 == text.charAt(15);
    }

    /// Dutch citizen service numbers: the test of eleven.
    static boolean dutch(String digits) {
        int sum = -digit(digits, 8);
        for (int i = 0; i < 8; i++) {
            sum += (9 - i) * digit(digits, i);
        }
        return sum % 11 == 0 && Integer.parseInt(digits) > 0;
    }

    /// Polish PESEL.
    static boolean polish(String digits) {
        int sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += POLISH[i] * digit(digits, i);
        }
        return (10 - sum % 10) % 10 == digit(digits, 10);
    }

    /// Finnish personal identity codes: nine digits and a sign.
    static boolean finnish(String digits, char sign) {
        return FINNISH.charAt(Integer.parseInt(digits) % 31) == sign;
    }

    /// Brazilian CPF: two check digits.
    static boolean brazilian(String digits) {
        return digits.chars().distinct().count() > 1
                && cpfDigit(digits, 9) == digit(digits, 9)
                && cpfDigit(digits, 10) == digit(digits, 10);
    }

    /// Swiss social security numbers: EAN-13.
    static boolean swiss(String digits) {
        int sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += (i % 2 == 0 ? 1 : 3) * digit(digits, i);
        }
        return (10 - sum % 10) % 10 == digit(digits, 12);
    }

    private static int cpfDigit(String digits, int count) {
        int sum = 0;
        for (int i = 0; i < count; i++) {
            sum += (count + 1 - i) * digit(digits, i);
        }
        int rest = sum * 10 % 11;
        return rest == 10 ? 0 : rest;
    }

    private static int digit(String digits, int index) {
        return digits.charAt(index) - '0';
    }
}
