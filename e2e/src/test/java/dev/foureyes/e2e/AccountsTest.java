package dev.foureyes.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.foureyes.e2e.Accounts.Balance;
import dev.foureyes.e2e.Accounts.Counts;
import org.junit.jupiter.api.Test;

/** The accounting can fail: each way in which results go missing or come twice has its figure. */
class AccountsTest {

  private static final String SPOOL = "a1";

  @Test
  void allOnce_balances() {
    Balance balance = Accounts.balance(counts(0, 1, 2), counts(0, 1, 2), counts(0, 1, 2));

    assertThat(balance).isEqualTo(new Balance(3, 3, 0, 0));
    assertThat(balance.holds()).isTrue();
  }

  @Test
  void aResultThatIsNotInTheStore_isLost() {
    Balance balance = Accounts.balance(counts(0, 1, 2), counts(0, 1, 2), counts(0, 2));

    assertThat(balance).isEqualTo(new Balance(3, 2, 1, 0));
    assertThat(balance.holds()).isFalse();
  }

  @Test
  void theLastResultOfASpool_isMissedToo() {
    assertThat(Accounts.balance(counts(0, 1, 2), counts(0, 1), counts(0, 1)).lost()).isEqualTo(1);
  }

  @Test
  void aGapThatNoJournalNames_isLost() {
    assertThat(Accounts.balance(counts(0, 3), counts(0, 3), counts(0, 3)))
        .isEqualTo(new Balance(4, 2, 2, 0));
  }

  @Test
  void aSpoolThatTheStoreHasNothingOf_isLostAsAWhole() {
    assertThat(Accounts.balance(counts(0, 1), new Counts(), new Counts()).lost()).isEqualTo(2);
  }

  @Test
  void aRecordTwiceInTheLog_isDuplicated() {
    Balance balance = Accounts.balance(counts(0, 1), counts(0, 1, 1), counts(0, 1));

    assertThat(balance).isEqualTo(new Balance(2, 2, 0, 1));
    assertThat(balance.holds()).isFalse();
  }

  @Test
  void aRowTwiceInTheStore_isDuplicated() {
    Balance balance = Accounts.balance(counts(0, 1), counts(0, 1), counts(0, 0, 1));

    assertThat(balance).isEqualTo(new Balance(2, 2, 0, 1));
    assertThat(balance.holds()).isFalse();
  }

  @Test
  void aRecordThatItsNodeCouldNotNoteBeforeItWasKilled_countsAsEmitted() {
    assertThat(Accounts.balance(counts(0), counts(0, 1), counts(0, 1)))
        .isEqualTo(new Balance(2, 2, 0, 0));
  }

  private static Counts counts(long... seqs) {
    Counts counts = new Counts();
    for (long seq : seqs) {
      counts.add(SPOOL, seq);
    }
    return counts;
  }
}
