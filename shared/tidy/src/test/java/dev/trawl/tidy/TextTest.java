package dev.trawl.tidy;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// What every text file of the repository keeps to.
class TextTest {
    private static final String[] TEXT = {
        ".java",
        ".md",
        ".xml",
        ".yaml",
        ".yml",
        ".json",
        ".sql",
        ".slt",
        ".py",
        ".sh",
        ".properties"
    };
    private static final Pattern PATH_OF_A_MACHINE =
            Pattern.compile("(^|[^A-Za-z0-9_.])/(wor" + "k|hom" + "e|roo" + "t)/[a-z]");
    private static final Pattern REGISTRY =
            Pattern.compile("repo\\.maven\\.apac" + "he|registry\\.npmj" + "s|pypi\\.or" + "g");
    private static final Pattern OPEN_END =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b(?! #\\d)");

    @Test
    void linesHaveNoTabsAndNoTrailingSpaces() {
        assertThat(linesMatching(Pattern.compile("\t|[ \t]+$"), ".java", ".md", ".yaml", ".yml"))
                .isEmpty();
    }

    @Test
    void filesEndWithANewline() {
        assertThat(Repository.files(TEXT))
                .allSatisfy(
                        f -> assertThat(Repository.read(f)).as(f.toString()).matches("(?s)|.*\n"));
    }

    @Test
    void noPathOfAMachineAndNoHostOfARegistry() {
        assertThat(linesMatching(PATH_OF_A_MACHINE, TEXT)).isEmpty();
        assertThat(linesMatching(REGISTRY, TEXT)).isEmpty();
    }

    @Test
    void openEndsNameAnIssue() {
        assertThat(linesMatching(OPEN_END, TEXT)).isEmpty();
    }

    @Test
    void noBareRuntimeExceptionIsThrown() {
        assertThat(linesMatching(Pattern.compile("new Runtime" + "Exception\\("), ".java"))
                .isEmpty();
    }

    @Test
    void everyPackageIsNullMarked() {
        Set<Path> unmarked = new TreeSet<>();
        for (Path file : Repository.files(".java")) {
            Path info = file.resolveSibling("package-info.java");
            boolean isMain = file.toString().contains("src/main/java");
            if (isMain && (!Files.exists(info) || !Repository.read(info).contains("@NullMarked"))) {
                unmarked.add(file.getParent());
            }
        }
        assertThat(unmarked).isEmpty();
    }

    @Test
    void versionsStandInTheParentOnly() {
        for (Path pom : Repository.files("pom.xml")) {
            if (!pom.equals(Repository.root().resolve("pom.xml"))) {
                String own =
                        Repository.read(pom)
                                .replaceFirst("(?s)<parent>.*?</parent>", "")
                                .replace("<version>${project.version}</version>", "");
                assertThat(own).as(pom.toString()).doesNotContain("<version>");
            }
        }
    }

    @Test
    void architectureNamesOnlyFilesThatExist() {
        Matcher names =
                Pattern.compile("`((?:functions|shared|local|cli|docs|examples)/[A-Za-z0-9_./-]+)`")
                        .matcher(Repository.read(Repository.root().resolve("ARCHITECTURE.md")));
        List<String> missing = new ArrayList<>();
        while (names.find()) {
            if (!Files.exists(Repository.root().resolve(names.group(1)))) {
                missing.add(names.group(1));
            }
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void theThreatModelNamesOnlyTestsThatExist() {
        Set<String> classes = new TreeSet<>();
        Repository.files("Test.java", "IT.java", "Kit.java")
                .forEach(f -> classes.add(f.getFileName().toString().replace(".java", "")));
        String page = Repository.read(Repository.root().resolve("docs/concepts/threat-model.md"));
        Matcher names = Pattern.compile("`([A-Z][A-Za-z0-9]*(?:Test|IT|Kit))`").matcher(page);
        Set<String> missing = new TreeSet<>();
        int count = 0;
        while (names.find()) {
            count++;
            if (!classes.contains(names.group(1))) {
                missing.add(names.group(1));
            }
        }
        assertThat(missing).isEmpty();
        assertThat(count).isGreaterThan(40);
        Matcher rows =
                Pattern.compile("(?m)^\\| [^|]+ \\| [^|]+ \\| ([^|]+) \\|$").matcher(attacks(page));
        Set<String> unshown = new TreeSet<>();
        while (rows.find()) {
            if (!rows.group(1).contains("`") && !rows.group(1).equals("Shown by")) {
                unshown.add(rows.group());
            }
        }
        assertThat(unshown).as("attacks that no test shows").isEmpty();
    }

    private static String attacks(String page) {
        return page.substring(page.indexOf("## Attacks"), page.indexOf("## What a query function"));
    }

    @Test
    void everyErrorCodeIsDocumented() {
        String page = Repository.read(Repository.root().resolve("docs/reference/errors.md"));
        Matcher codes =
                Pattern.compile("(?m)^    ([A-Z_]+)\\(([\\d_]+), [A-Z]+\\)[,;]")
                        .matcher(
                                Repository.read(
                                        Repository.root()
                                                .resolve(
                                                        "shared/protocol/src/main/java/dev/trawl/protocol/ErrorCode.java")));
        int count = 0;
        while (codes.find()) {
            count++;
            assertThat(page)
                    .contains("`" + codes.group(1) + "` | " + codes.group(2).replace("_", ""));
        }
        assertThat(count).isGreaterThan(20);
    }

    @Test
    void linksBetweenDocumentsLeadSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path file : Repository.files(".md")) {
            Matcher links =
                    Pattern.compile("\\]\\(([^)#:\\s]+)(#[^)]*)?\\)")
                            .matcher(Repository.read(file));
            while (links.find()) {
                if (!Files.exists(file.resolveSibling(links.group(1)))) {
                    broken.add(file + " -> " + links.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<String> linesMatching(Pattern pattern, String... endings) {
        List<String> found = new ArrayList<>();
        for (Path file : Repository.files(endings)) {
            int number = 0;
            for (String line : Repository.read(file).lines().toList()) {
                number++;
                if (pattern.matcher(line).find()) {
                    found.add(
                            Repository.root().relativize(file)
                                    + ":"
                                    + number
                                    + ": "
                                    + line.strip());
                }
            }
        }
        return found;
    }
}
