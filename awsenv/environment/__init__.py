"""What a shell holds: the variables, the state that they tell, the way back, and how each shell spells it."""
