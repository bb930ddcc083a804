package example;

import java.util.List;
import org.sgmrl.environment.EnvironmentProvider;
import org.sgmrl.environment.Environments;

/// Tells the command of the cart: `--classpath` finds this class by its name in `META-INF/services`.
public final class CartProvider implements EnvironmentProvider {
    @Override
    public List<Environments.Entry> environments() {
        return List.of(new Environments.Entry("a cart rolls to a place that it is not told", Cart.TASKS));
    }
}
