package dev.foureyes.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpdateOffersTest {

  @ParameterizedTest
  @CsvSource({
    "https://u.test/node-{platform}.update, linux/amd64, https://u.test/node-linux-amd64.update",
    "https://u.test/{platform}/node.update, linux/aarch64, https://u.test/linux-aarch64/node.update",
    "https://u.test/one-for-all.update, linux/amd64, https://u.test/one-for-all.update",
    "https://u.test/node-{platform}.update, ../../evil, ''",
    "https://u.test/node-{platform}.update, linux/amd64?x=, ''",
    "https://u.test/node-{platform}.update, '', ''",
    "'', linux/amd64, ''"
  })
  void areOfANodesPlatform(String url, String platform, String offered) {
    assertThat(
            new UpdateOffers(url)
                .of(platform)
                .map(message -> message.getUpdateOffer().getManifestUrl())
                .orElse(""))
        .isEqualTo(offered);
  }
}
