package dev.trawl.store.aws;

import static dev.trawl.store.kit.Codes.assertCode;

import dev.trawl.protocol.ErrorCode;
import dev.trawl.store.ItemTable;
import dev.trawl.store.kit.ItemTableKit;
import org.junit.jupiter.api.Test;

class DynamoItemTableIT extends ItemTableKit {
    DynamoItemTableIT() {
        super(LocalAws.stores().items(LocalAws.TABLE));
    }

    @Test
    void aTableThatIsMissingIsAnError() {
        ItemTable missing = LocalAws.stores().items("missing");
        ItemTable.Key key = new ItemTable.Key("p", "k");
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> missing.find(key));
        assertCode(ErrorCode.STORE_UNAVAILABLE, () -> missing.put(key, 0, "{}", null));
    }
}
